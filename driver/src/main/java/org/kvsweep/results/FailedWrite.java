package org.kvsweep.results;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.security.AccessControlException;

/**
 * Describes a failed write for people; the system's own messages often name no file or no reason.
 */
final class FailedWrite {
  private FailedWrite() {}

  /** The failure of writing that file, which its message names. */
  static IOException of(Object file, IOException cause) {
    return new IOException("Cannot write %s: %s".formatted(file, reason(cause)), cause);
  }

  static String reason(IOException cause) {
    if (cause instanceof java.nio.file.AccessDeniedException
        || cause instanceof AccessControlException) {
      return "permission denied";
    }
    if (cause instanceof FileAlreadyExistsException exists) {
      return "something else has the name " + exists.getFile();
    }
    if (cause instanceof NotDirectoryException file) {
      return "expected a folder, got the file " + file.getFile();
    }
    if (cause instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    // Hadoop's servers send their stack trace along.
    String line = StringUtils.substringBefore(StringUtils.defaultString(cause.getMessage()), "\n");
    return cause.getClass() == IOException.class && !line.isBlank()
        ? line
        : cause.getClass().getSimpleName() + (line.isBlank() ? "" : ": " + line);
  }
}
