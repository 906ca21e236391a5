package org.kvsweep.kernel;

/**
 * The few fused operations that the layers are made of. Every matrix is row-major; N is the number
 * of rows, usually B·T tokens. Outputs may hold anything before; gradients of parameters are
 * written, not added to, unless said.
 *
 * <p>{@link Nd4jKernels} states each operation in ND4J's own and runs on every backend; other
 * implementations have to agree with it within rounding.
 */
public interface Kernels {

  /** The word for these kernels in the environment of a trial. */
  String name();

  /**
   * y = dropout(activation(x·W + b)).
   *
   * @param x [N, in]
   * @param weight [in, out]
   * @param bias [1, out] or null
   * @param y [N, out]
   */
  void linear(
      Matrix x, Matrix weight, Matrix bias, Activation activation, Dropout dropout, Matrix y);

  /**
   * The gradients of {@link #linear}.
   *
   * @param y what the forward pass gave
   * @param dy [N, out] the gradient of y; becomes that of x·W + b
   * @param dx [N, in] or null where it is not wanted
   * @param update what happens to {@code dx}
   * @param dWeight [in, out] or null where it is not wanted
   * @param dBias [1, out] or null
   */
  void linearBackward(
      Matrix x,
      Matrix weight,
      Activation activation,
      Dropout dropout,
      Matrix y,
      Matrix dy,
      Matrix dx,
      Update update,
      Matrix dWeight,
      Matrix dBias);

  /** y = dropout(activation(y)). */
  void activate(Activation activation, Dropout dropout, Matrix y);

  /**
   * The gradient of {@link #activate}.
   *
   * @param y what the forward pass gave
   * @param dy the gradient of y; becomes that of what y was before
   */
  void activateBackward(Activation activation, Dropout dropout, Matrix y, Matrix dy);

  /** Scores, position, mask, softmax, dropout and weighted sum of the values. */
  void attention(AttentionOperands operands);

  /**
   * The gradients of {@link #attention}, after it.
   *
   * @param dOutput [B·T, D]
   */
  void attentionBackward(AttentionOperands operands, Matrix dOutput);

  /**
   * sum = x + dropout(residual); y = gain · (sum - mean) / sqrt(variance + 1e-5) + bias, by row.
   *
   * @param residual [N, D], or null: then sum is x itself and not written
   * @param moments [N, 2] out: mean and reciprocal standard deviation of each row
   */
  void addNorm(
      Matrix x,
      Matrix residual,
      Dropout dropout,
      Matrix gain,
      Matrix bias,
      Matrix sum,
      Matrix moments,
      Matrix y);

  /**
   * The gradients of {@link #addNorm}.
   *
   * @param sum what was normalised: x itself where there was no residual
   * @param dy [N, D] the gradient of y
   * @param dSum [N, D] or null: a gradient of sum that comes from elsewhere
   * @param dx [N, D] out; may be {@code dy} or {@code dSum}
   * @param dResidual [N, D] out, or null where it is not wanted
   */
  void addNormBackward(
      Matrix sum,
      Matrix moments,
      Matrix gain,
      Dropout dropout,
      Matrix dy,
      Matrix dSum,
      Matrix dx,
      Matrix dResidual,
      Matrix dGain,
      Matrix dBias);

  /**
   * y = scale · table[id] + bias + position of the token.
   *
   * @param ids [B, T] whole numbers
   * @param table [classes, D]
   * @param bias [1, D] or null
   * @param positions [T, D], or more rows, which are not used
   * @param y [B·T, D]
   */
  void embed(Matrix ids, Matrix table, double scale, Matrix bias, Matrix positions, Matrix y);

  /**
   * The gradients of {@link #embed}.
   *
   * @param dBias [1, D] or null
   * @param dPositions as many rows as positions, or null where they are not learned
   */
  void embedBackward(
      Matrix ids, Matrix dy, Matrix dTable, double scale, Matrix dBias, Matrix dPositions);

  /** y = x + dropout(residual); {@code y} may be one of them. */
  void add(Matrix x, Matrix residual, Dropout dropout, Matrix y);

  /** y = dropout(x), which also is the gradient of dropout; {@code y} is not x. */
  void drop(Matrix x, Dropout dropout, Matrix y);

  /** y = xᵀ; {@code y} is not x. */
  void transpose(Matrix x, Matrix y);

  /**
   * Counts the tokens of each example before the padding at its end.
   *
   * @param ids [B, T]
   * @param padding the token that fills up
   * @param lengths [B, 1]
   */
  void lengths(Matrix ids, int padding, Matrix lengths);

  /**
   * The Gaussian error linear unit, y = x·Φ(x) with Φ the normal distribution function, exact:
   * Hendrycks and Gimpel, arXiv 1606.08415.
   *
   * @param x becomes the slope of y at x, Φ(x) + x·φ(x), which is all that the backward pass needs
   */
  void gelu(Matrix x, Matrix y);

  /**
   * The gradient of {@link #gelu}.
   *
   * @param slope what the forward pass left in x
   * @param dy the gradient of y; becomes that of x
   */
  void geluBackward(Matrix slope, Matrix dy);

  /**
   * Cuts images into squares.
   *
   * @param images so many numbers as B images [channels, height, width] have
   * @param y [B·P, channels·patch·patch]; squares by row and column, each by row, column and
   *     channel
   */
  void patches(Matrix images, PatchShape shape, Matrix y);

  /**
   * y = first, x of every example, plus position of the token.
   *
   * @param x [B·(T - 1), D]
   * @param first [1, D], the same for every example
   * @param positions [T, D]
   * @param y [B·T, D]
   */
  void prepend(Matrix x, Matrix first, Matrix positions, Matrix y);

  /** The gradients of {@link #prepend}. */
  void prependBackward(Matrix dy, Matrix dx, Matrix dFirst, Matrix dPositions);

  /**
   * Softmax cross-entropy against class ids.
   *
   * @param logits [N, classes]
   * @param labels N whole numbers
   * @param dLogits [N, classes] or null: the gradient of {@link Score#meanLoss}, the mean over all
   *     rows; may be {@code logits}
   */
  Score crossEntropy(Matrix logits, Matrix labels, LabelSmoothing smoothing, Matrix dLogits);

  /** The sum of the squares of all elements. */
  double sumOfSquares(Matrix x);

  /** One step of Adam on all parameters; the four matrices have the same shape. */
  void adam(AdamStep step, Matrix parameters, Matrix gradients, Matrix first, Matrix second);
}
