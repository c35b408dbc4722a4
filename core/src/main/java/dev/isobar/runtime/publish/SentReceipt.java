package dev.isobar.runtime.publish;

import dev.isobar.Receipt;

record SentReceipt(String eventId, String nativeId) implements Receipt {}
