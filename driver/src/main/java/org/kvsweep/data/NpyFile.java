package org.kvsweep.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An array of numbers in a file of NumPy's, row by row
 * (numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 */
final class NpyFile implements AutoCloseable {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final Pattern DESCRIPTION = Pattern.compile("'descr':\\s*'([<>|=])([fiu])(\\d)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([\\d, ]*)\\)");
  private static final List<String> KINDS =
      List.of("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4");

  private final Path path;
  private final InputStream in;
  private final String kind;
  private final ByteOrder order;
  private final List<Integer> shape;
  private int rows; // read so far

  private NpyFile(Path path, InputStream in) throws IOException {
    this.path = path;
    this.in = in;
    String header = header();
    Matcher description = found(DESCRIPTION, header, "numbers of a plain type");
    this.kind = description.group(2) + description.group(3);
    if (!KINDS.contains(kind)) {
      throw unfit("expected numbers of one of the types %s, got %s".formatted(KINDS, kind));
    }
    boolean big =
        description.group(1).equals(">")
            || (description.group(1).equals("=")
                && ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN);
    this.order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    this.shape = shape(found(SHAPE, header, "a shape").group(1));
    if (found(ORDER, header, "an order").group(1).equals("True") && shape.size() > 1) {
      throw unfit(
          "expected row-major order, got column-major; numpy.ascontiguousarray converts it");
    }
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws IOException if it is not such a file, or its numbers are of a type not known here
   */
  static NpyFile open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException("Cannot read %s: there is no such file".formatted(path));
    }
    if (Files.isDirectory(path)) {
      throw new IOException("Cannot read %s: it is a folder".formatted(path));
    }
    InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    try {
      return new NpyFile(path, in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private String header() throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    boolean magic =
        start.length == MAGIC.length + 2
            && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    if (!magic || start[MAGIC.length] < 1 || start[MAGIC.length] > 3) {
      throw unfit("expected a .npy file of version 1 to 3");
    }
    int sizeBytes = start[MAGIC.length] == 1 ? Short.BYTES : Integer.BYTES;
    ByteBuffer size =
        ByteBuffer.wrap(bytes(sizeBytes, () -> "the header")).order(ByteOrder.LITTLE_ENDIAN);
    long length = sizeBytes == Short.BYTES ? size.getShort() & 0xFFFF : size.getInt() & 0xFFFFFFFFL;
    if (length > LONGEST_HEADER) {
      throw unfit(
          "expected a header of at most %d bytes, got %d".formatted(LONGEST_HEADER, length));
    }
    return new String(bytes((int) length, () -> "the header"), StandardCharsets.UTF_8);
  }

  private Matcher found(Pattern pattern, String header, String what) throws IOException {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw unfit("expected %s, got the header %s".formatted(what, header.strip()));
    }
    return matcher;
  }

  private List<Integer> shape(String text) throws IOException {
    try {
      return Stream.of(text.split(",", -1))
          .map(String::strip)
          .filter(word -> !word.isEmpty())
          .map(Integer::valueOf)
          .toList();
    } catch (NumberFormatException e) {
      throw unfit("expected dimensions below 2147483648, got " + text);
    }
  }

  /** The dimensions. */
  List<Integer> shape() {
    return shape;
  }

  /** The numbers of the next row, so many. */
  double[] next(int count) throws IOException {
    int width = kind.charAt(1) - '0';
    byte[] row =
        bytes(Math.multiplyExact(count, width), () -> "row %d, counted from 0".formatted(rows));
    rows++;
    ByteBuffer bytes = ByteBuffer.wrap(row).order(order);
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = number(bytes);
    }
    return numbers;
  }

  private double number(ByteBuffer bytes) {
    return switch (kind) {
      case "f2" -> half(bytes.getShort());
      case "f4" -> bytes.getFloat();
      case "f8" -> bytes.getDouble();
      case "i1" -> bytes.get();
      case "i2" -> bytes.getShort();
      case "i4" -> bytes.getInt();
      case "i8" -> bytes.getLong();
      case "u1" -> bytes.get() & 0xFF;
      case "u2" -> bytes.getShort() & 0xFFFF;
      case "u4" -> bytes.getInt() & 0xFFFFFFFFL;
      default -> throw new IllegalStateException("Cannot read numbers of type " + kind);
    };
  }

  /** An IEEE number of two bytes. */
  private static double half(short bits) {
    int sign = bits < 0 ? -1 : 1;
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    double size =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 0x1F -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb((double) (fraction | 0x400), exponent - 25);
        };
    return sign * size;
  }

  /**
   * Checks that all rows have been read.
   *
   * @throws IOException if there is more: another array, or a header that says too little
   */
  void expectEnd() throws IOException {
    if (in.read() >= 0) {
      throw unfit("expected the end after its rows, %d, got more".formatted(rows));
    }
  }

  private byte[] bytes(int count, Supplier<String> what) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException(
          "Cannot read %s: expected %d bytes of %s, got %d before the end"
              .formatted(path, count, what.get(), bytes.length));
    }
    return bytes;
  }

  private IOException unfit(String what) {
    return new IOException("Cannot read %s: %s".formatted(path, what));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
