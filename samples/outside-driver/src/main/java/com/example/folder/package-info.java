/**
 * A driver written from the Javadoc of {@code dev.isobar.spi} alone: a queue or subscription is a
 * folder, an event is a file in it. It shows how little a driver has to do; it is not for
 * production (one process at a time, no order, no fsync).
 */
@NullMarked
package com.example.folder;

import org.jspecify.annotations.NullMarked;
