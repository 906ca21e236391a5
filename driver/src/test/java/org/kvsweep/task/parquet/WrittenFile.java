package org.kvsweep.task.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** A file on this machine that Parquet is written to. */
public record WrittenFile(Path path) implements OutputFile {

  /** Writes a table of numbers a in that many rows, and words y that follow from them. */
  public static void numbers(Path file, int rows) throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message t { required int32 a; required binary y (STRING); }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new WrittenFile(file)).withType(schema).build()) {
      for (int i = 0; i < rows; i++) {
        writer.write(new SimpleGroup(schema).append("a", i).append("y", i > 50 ? "no" : "yes"));
      }
    }
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) throws IOException {
    OutputStream out = Files.newOutputStream(path);
    return new PositionOutputStream() {
      private long position;

      @Override
      public long getPos() {
        return position;
      }

      @Override
      public void write(int value) throws IOException {
        out.write(value);
        position++;
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        position += length;
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
    return create(blockSizeHint);
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }
}
