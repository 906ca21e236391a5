package org.kvsweep.torch;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.kvsweep.kernel.Matrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The place where tensors lie and are computed with. */
sealed interface TorchDevice {

  DeviceType type();

  /** The numbers of an array on this device, for as long as the array is not written to. */
  Tensor tensor(INDArray array);

  /** {@link #tensor}, until it is closed, which frees all of its memory on this device. */
  default Tensor kept(INDArray array) {
    return Scopes.freed(() -> tensor(array).retainReference());
  }

  /** A generator of random numbers for this device. */
  Generator generator();

  /** True if {@link #tensor} is the memory of the array itself, which sees what becomes of it. */
  boolean sharesMemory();

  /** The CPU, where a tensor is the memory of its array. */
  record Cpu() implements TorchDevice {
    @Override
    public DeviceType type() {
      return DeviceType.CPU;
    }

    @Override
    public Tensor tensor(INDArray array) {
      return shared(array);
    }

    @Override
    public Generator generator() {
      return torch.make_generator_cpu();
    }

    @Override
    public boolean sharesMemory() {
      return true;
    }
  }

  /**
   * A GPU, to which arrays are copied.
   *
   * @param index as CUDA numbers them
   */
  record Gpu(byte index) implements TorchDevice {
    @Override
    public DeviceType type() {
      return DeviceType.CUDA;
    }

    @Override
    public Tensor tensor(INDArray array) {
      Tensor host = shared(array);
      // Only from pinned memory does the copy go on while the next instructions are given.
      ScalarType same = host.scalar_type();
      return host.pin_memory().to(device(), same, true, false, new MemoryFormatOptional());
    }

    @Override
    public Generator generator() {
      return Cuda.generator(index);
    }

    @Override
    public boolean sharesMemory() {
      return false;
    }

    private Device device() {
      return new Device(DeviceType.CUDA, index);
    }
  }

  /** The memory of an array, which has to be dense, as a tensor on the CPU. */
  static Tensor shared(INDArray array) {
    if (!Matrix.dense(array)) {
      throw new IllegalArgumentException(
          "Cannot use an array as a tensor: expected c order without gaps, got "
              + array.shapeInfoToString());
    }
    TensorOptions options = new TensorOptions(type(array.dataType()));
    return torch.from_blob(memory(array), array.shape(), null, options, new DeviceOptional());
  }

  private static Pointer memory(INDArray array) {
    Pointer buffer = array.data().pointer();
    if (buffer instanceof FloatPointer floats) {
      return floats.getPointer(array.offset());
    }
    return ((DoublePointer) buffer).getPointer(array.offset());
  }

  /** The type that LibTorch has for numbers of that type. */
  static ScalarType type(DataType type) {
    if (type == DataType.FLOAT) {
      return ScalarType.Float;
    }
    if (type == DataType.DOUBLE) {
      return ScalarType.Double;
    }
    throw new IllegalArgumentException(
        "Cannot use an array as a tensor: expected FLOAT or DOUBLE, got " + type);
  }
}
