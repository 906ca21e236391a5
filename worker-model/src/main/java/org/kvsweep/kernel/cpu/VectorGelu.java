package org.kvsweep.kernel.cpu;

import static org.kvsweep.kernel.cpu.VectorMath.LANES;
import static org.kvsweep.kernel.cpu.VectorMath.broadcast;
import static org.kvsweep.kernel.cpu.VectorMath.exp;
import static org.kvsweep.kernel.cpu.VectorMath.get;
import static org.kvsweep.kernel.cpu.VectorMath.load;
import static org.kvsweep.kernel.cpu.VectorMath.put;
import static org.kvsweep.kernel.cpu.VectorMath.store;
import static org.kvsweep.kernel.cpu.VectorMath.whereAboveZero;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** {@link ElementLoops#gelu}, a block at a time. */
final class VectorGelu {
  /** A block of both matrices together is half of a small L1 cache. */
  private static final int BLOCK_FLOATS = 2048;

  private final VectorPasses passes =
      new VectorPasses(this::densities, this::distributions, this::products);
  private final float[] phis = new float[BLOCK_FLOATS];

  // What the passes work on: the floats first to end.
  private ByteBuffer x;
  private ByteBuffer y;
  private int first;
  private int end;

  /** Does what {@link ElementLoops#gelu} says. */
  void gelu(ByteBuffer x, ByteBuffer y, int count) {
    this.x = x;
    this.y = y;
    for (first = 0; first < count; first += BLOCK_FLOATS) {
      end = Math.min(count, first + BLOCK_FLOATS);
      passes.run();
    }
    this.x = null;
    this.y = null;
  }

  /** y = e^(-x²/2). */
  private void densities() {
    ByteBuffer x = this.x;
    ByteBuffer y = this.y;
    int i = first;
    for (; i + LANES <= end; i += LANES) {
      FloatVector in = load(x, i);
      store(exp(in.mul(in).mul(-0.5f)), y, i);
    }
    for (; i < end; i++) {
      float in = get(x, i);
      put(y, i, exp(in * in * -0.5f));
    }
  }

  /** The distribution Φ(x), from e^(-x²/2): {@link NormalTail#distribution}. */
  private void distributions() {
    ByteBuffer x = this.x;
    ByteBuffer y = this.y;
    int i = first;
    for (; i + LANES <= end; i += LANES) {
      FloatVector in = load(x, i);
      FloatVector t = broadcast(1f).div(in.abs().fma(broadcast(NormalTail.P), broadcast(1f)));
      FloatVector p = t.fma(broadcast(NormalTail.A5), broadcast(NormalTail.A4));
      p = p.fma(t, broadcast(NormalTail.A3));
      p = p.fma(t, broadcast(NormalTail.A2));
      p = p.fma(t, broadcast(NormalTail.A1));
      FloatVector tail = p.mul(t).mul(load(y, i));
      FloatVector phi = tail.add(whereAboveZero(broadcast(1f).sub(tail.add(tail)), in));
      phi.intoArray(phis, i - first);
    }
    for (; i < end; i++) {
      phis[i - first] = NormalTail.distribution(get(x, i), get(y, i));
    }
  }

  /** y, so far e^(-x²/2), becomes x·Φ(x), and x the slope of that. */
  private void products() {
    ByteBuffer x = this.x;
    ByteBuffer y = this.y;
    int i = first;
    for (; i + LANES <= end; i += LANES) {
      FloatVector in = load(x, i);
      FloatVector phi = FloatVector.fromArray(VectorMath.F, phis, i - first);
      store(in.mul(load(y, i)).fma(broadcast(NormalTail.DENSITY), phi), x, i);
      store(in.mul(phi), y, i);
    }
    for (; i < end; i++) {
      float in = get(x, i);
      float phi = phis[i - first];
      put(x, i, Math.fma(in * get(y, i), NormalTail.DENSITY, phi));
      put(y, i, in * phi);
    }
  }
}
