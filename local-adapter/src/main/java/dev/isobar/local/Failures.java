package dev.isobar.local;

import dev.isobar.ErrorCode;
import dev.isobar.IsobarException;
import dev.isobar.IsobarException.Outcome;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/** Portable codes and words for what SQLite reports (sqlite.org/rescode.html). */
final class Failures {
  private static final int PRIMARY_CODE = 0xff;
  private static final int IOERR_SHMSIZE = 10 | (19 << 8);

  private Failures() {}

  static ErrorCode classify(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 10; depth++) {
      if (cause instanceof IsobarException known) {
        return known.code();
      }
      if (cause instanceof SQLiteException sqlite) {
        return code(sqlite.getResultCode().code);
      }
      cause = cause.getCause();
    }
    return failure instanceof RejectedExecutionException ? ErrorCode.CANCELLED : ErrorCode.UNKNOWN;
  }

  private static ErrorCode code(int result) {
    if (result == IOERR_SHMSIZE) {
      return ErrorCode.RESOURCE_EXHAUSTED;
    }
    return switch (result & PRIMARY_CODE) {
      case 3, 8, 23 -> ErrorCode.PERMISSION_DENIED;
      case 5, 6, 10, 14, 15 -> ErrorCode.UNAVAILABLE;
      case 7, 13 -> ErrorCode.RESOURCE_EXHAUSTED;
      case 9 -> ErrorCode.CANCELLED;
      case 11, 26 -> ErrorCode.DATA_LOSS;
      case 18 -> ErrorCode.INVALID_ARGUMENT;
      default -> ErrorCode.UNKNOWN;
    };
  }

  /** Returns whether one participant of a transaction alone may have caused a failure. */
  static boolean mayBeOfOne(Throwable failure) {
    return switch (classify(failure)) {
      case RESOURCE_EXHAUSTED, INVALID_ARGUMENT, DATA_LOSS -> true;
      case UNKNOWN -> !(failure instanceof Error);
      default -> false;
    };
  }

  /** Returns the failure of a transaction in words that name the file and what to do. */
  static Throwable explain(Throwable failure, Path file) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof SQLException)) {
      return cause;
    }
    ErrorCode code = classify(cause);
    boolean maybeStored = code == ErrorCode.UNAVAILABLE || code == ErrorCode.UNKNOWN;
    return new IsobarException(
        code,
        maybeStored ? Outcome.UNKNOWN : Outcome.NOT_STORED,
        words(code, file) + ": " + cause.getMessage(),
        cause);
  }

  /** Returns why the file cannot be opened. */
  static RuntimeException refusal(Throwable failure, Path file) {
    return explain(failure, file) instanceof RuntimeException known
        ? known
        : new IsobarException(ErrorCode.UNKNOWN, words(ErrorCode.UNKNOWN, file), failure);
  }

  private static String words(ErrorCode code, Path file) {
    String what = "the local broker's file " + file;
    return switch (code) {
      case RESOURCE_EXHAUSTED -> what + " cannot grow; free space on its disk, it then goes on";
      case PERMISSION_DENIED ->
          what + " cannot be written; make the file and its folder writable, it then goes on";
      case UNAVAILABLE -> what + " is busy or its disk fails; it is opened again at the next call";
      case DATA_LOSS ->
          what + " is damaged; keep a copy, then try the .recover command of sqlite3 on it";
      default -> what + " answered with an error";
    };
  }

  static IsobarException closed() {
    return new IsobarException(ErrorCode.CANCELLED, "the local broker was closed");
  }

  static IsobarException notFound(String name, @Nullable String kind) {
    return new IsobarException(
        ErrorCode.NOT_FOUND,
        "there is no "
            + (kind == null ? "resource" : kind)
            + " \""
            + name
            + "\" in the local broker's file; declare it in a topology with isobar.topology=create");
  }
}
