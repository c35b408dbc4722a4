package dev.isobar.spi;

/**
 * What a service wants to see when a received event is settled or extended: a receipt handle, an
 * ack id, a lock token, a row with owner and epoch. Implemented by the driver; the runtime compares
 * leases by identity and never looks inside.
 */
public interface Lease {}
