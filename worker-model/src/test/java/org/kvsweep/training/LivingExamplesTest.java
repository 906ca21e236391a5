package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kvsweep.task.Examples;

class LivingExamplesTest {
  /** A default that is not handed on would be that of other examples. */
  @Test
  void theExamplesThemselvesAnswerEveryQuestion() {
    assertThat(questions(Examples.class))
        .isNotEmpty()
        .allSatisfy(
            asked ->
                assertThat(
                        LivingExamples.class
                            .getMethod(asked.getName(), asked.getParameterTypes())
                            .getDeclaringClass())
                    .isEqualTo(LivingExamples.class));
  }

  private static Stream<Method> questions(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()));
  }
}
