package org.kvsweep.task.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** How the values of a column are written in a cell of a CSV file. */
@FunctionalInterface
interface CellText {

  /** Returns the text of the value at which the reader is. */
  String of(ColumnReader reader);

  /** Returns how values of that type are written; empty for types that tables don't have. */
  static Optional<CellText> of(PrimitiveType type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    if (meaning == null) {
      return plain(type.getPrimitiveTypeName());
    }
    if (meaning instanceof StringLogicalTypeAnnotation
        || meaning instanceof EnumLogicalTypeAnnotation) {
      return Optional.of(reader -> reader.getBinary().toStringUsingUTF8().strip());
    }
    if (meaning instanceof DateLogicalTypeAnnotation) {
      return Optional.of(reader -> LocalDate.ofEpochDay(reader.getInteger()).toString());
    }
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return Optional.of(
          reader -> new BigDecimal(unscaled(type, reader), decimal.getScale()).toPlainString());
    }
    if (meaning instanceof IntLogicalTypeAnnotation whole) {
      return whole.isSigned() ? plain(type.getPrimitiveTypeName()) : unsigned(type);
    }
    return Optional.empty();
  }

  private static Optional<CellText> plain(PrimitiveTypeName type) {
    return switch (type) {
      case BOOLEAN -> Optional.of(reader -> Boolean.toString(reader.getBoolean()));
      case INT32 -> Optional.of(reader -> Integer.toString(reader.getInteger()));
      case INT64 -> Optional.of(reader -> Long.toString(reader.getLong()));
      // The shortest text that means this float, as programs write it into CSV files.
      case FLOAT -> Optional.of(reader -> Float.toString(reader.getFloat()));
      case DOUBLE -> Optional.of(reader -> Double.toString(reader.getDouble()));
      case INT96, BINARY, FIXED_LEN_BYTE_ARRAY -> Optional.empty();
    };
  }

  private static Optional<CellText> unsigned(PrimitiveType type) {
    return Optional.of(
        type.getPrimitiveTypeName() == PrimitiveTypeName.INT64
            ? reader -> Long.toUnsignedString(reader.getLong())
            : reader -> Integer.toUnsignedString(reader.getInteger()));
  }

  private static BigInteger unscaled(PrimitiveType type, ColumnReader reader) {
    return switch (type.getPrimitiveTypeName()) {
      case INT32 -> BigInteger.valueOf(reader.getInteger());
      case INT64 -> BigInteger.valueOf(reader.getLong());
      case BINARY, FIXED_LEN_BYTE_ARRAY -> new BigInteger(reader.getBinary().getBytes());
      case BOOLEAN, FLOAT, DOUBLE, INT96 ->
          throw new IllegalStateException("Cannot read a decimal: got " + type);
    };
  }
}
