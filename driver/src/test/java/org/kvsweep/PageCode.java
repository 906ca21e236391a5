package org.kvsweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** The code of a page of {@code docs/}, compiled as it stands there. */
public final class PageCode {
  private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");

  private final Path page;
  private final String text;

  private PageCode(Path page, String text) {
    this.page = page;
    this.text = text;
  }

  /** The code of that page of {@code docs/}. */
  public static PageCode of(String name) throws IOException {
    Path page = Path.of("../docs").resolve(name);
    return new PageCode(page, Files.readString(page));
  }

  /** The first block of that language. */
  public String block(String language) {
    int start = text.indexOf("```" + language + "\n");
    int end = text.indexOf("\n```", start + 3);
    assertThat(start).as(language + " in " + page).isPositive();
    return text.substring(text.indexOf('\n', start) + 1, end + 1);
  }

  /**
   * Compiles the class of the page, and lists it as the page says.
   *
   * @param service the interface that it implements
   * @param provider the class that the page tells users to list
   * @param classPath of the compiler
   * @return a folder of classes, below the given one
   */
  public Path compiled(Path folder, String service, String provider, String classPath)
      throws IOException {
    assertThat(text)
        .as(page.toString())
        .contains("META-INF/services/" + service)
        .contains("```\n" + provider + "\n```");
    Path classes = compiled(folder, classPath);
    Path services = classes.resolve("META-INF/services").resolve(service);
    Files.createDirectories(services.getParent());
    Files.writeString(services, provider + "\n");
    return classes;
  }

  /**
   * Compiles the class of the page.
   *
   * @return a folder of classes, below the given one
   */
  public Path compiled(Path folder, String classPath) throws IOException {
    String source = block("java");
    Matcher name = CLASS.matcher(source);
    assertThat(name.find()).isTrue();
    Path file = folder.resolve("src/com/example").resolve(name.group(1) + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
    Path classes = Files.createDirectory(folder.resolve("classes"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                classPath,
                "-proc:none",
                "-d",
                classes.toString(),
                file.toString());
    assertThat(failed).as("what javac says").isZero();
    return classes;
  }
}
