@NullMarked
package dev.isobar.test;

import org.jspecify.annotations.NullMarked;
