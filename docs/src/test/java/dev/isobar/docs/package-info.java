/**
 * Compiles and runs the Java blocks of the documentation. Start with {@link
 * dev.isobar.docs.DocumentationTest}; what a block may contain is said in docs/writing.md.
 */
@NullMarked
package dev.isobar.docs;

import org.jspecify.annotations.NullMarked;
