package org.kvsweep.task.parquet;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A Parquet file in memory. */
final class ParquetBytes implements InputFile {
  private final byte[] content;

  ParquetBytes(byte[] content) {
    this.content = content;
  }

  @Override
  public long getLength() {
    return content.length;
  }

  @Override
  public SeekableInputStream newStream() {
    Bytes bytes = new Bytes(content);
    return new DelegatingSeekableInputStream(bytes) {
      @Override
      public long getPos() {
        return bytes.position();
      }

      @Override
      public void seek(long position) throws EOFException {
        bytes.seek(position);
      }
    };
  }

  private static final class Bytes extends ByteArrayInputStream {
    private Bytes(byte[] content) {
      super(content);
    }

    private int position() {
      return pos;
    }

    private void seek(long position) throws EOFException {
      if (position < 0 || position > count) {
        throw new EOFException(
            "expected a place among its %,d bytes, got %,d".formatted(count, position));
      }
      pos = (int) position;
    }
  }
}
