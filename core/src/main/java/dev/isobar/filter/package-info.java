/**
 * The portable filter language: which events a subscription or a route takes.
 *
 * <p>Open {@link dev.isobar.filter.Filter} first. Applications write text for {@link
 * dev.isobar.filter.Filter#parse} or use the builder on {@link dev.isobar.filter.Path}; adapters
 * walk the tree with a {@link dev.isobar.filter.Filter.Visitor} and write it in their provider's
 * language. The package depends on nothing else of Isobar.
 */
@NullMarked
package dev.isobar.filter;

import org.jspecify.annotations.NullMarked;
