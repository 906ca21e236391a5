package org.kvsweep.training;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.kvsweep.trial.LifeSign;

/** A stream with a sign of life for each piece that was written. */
final class LivingStream extends FilterOutputStream {
  private final LifeSign sign;

  LivingStream(OutputStream out, LifeSign sign) {
    super(out);
    this.sign = sign;
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    out.write(bytes, from, count);
    sign.give();
  }
}
