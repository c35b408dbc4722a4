/**
 * A marketplace whose services talk by events: pictures are resized when somebody drops them into a
 * folder, sign-ups fan out to e-mail, SMS and marketing, orders of one customer are handled
 * strictly in order. {@link dev.isobar.samples.marketplace.Marketplace} reads as the story.
 */
@NullMarked
package dev.isobar.samples.marketplace;

import org.jspecify.annotations.NullMarked;
