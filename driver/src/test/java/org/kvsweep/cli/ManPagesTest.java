package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kvsweep.task.TaskCatalog;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * The manual pages of the commands; {@code .ci/make-distribution} formats what this test writes.
 */
class ManPagesTest {
  private static final Path PAGES = Path.of("target/man");

  @Test
  void everyCommandHasAPageWithItsOptions() throws IOException {
    Map<String, CommandSpec> commands = new TreeMap<>();
    add(Main.commandLine(TaskCatalog::load, Map.of(), Clock.systemUTC()), commands);

    int code =
        ManPageGenerator.generateManPage(
            PAGES.toFile(),
            null,
            new boolean[0],
            false,
            commands.values().toArray(CommandSpec[]::new));

    assertThat(code).isZero();
    assertThat(commands).containsKeys("kvsweep", "kvsweep-run", "kvsweep-data-fetch");
    for (String page : commands.keySet()) {
      assertThat(Files.readString(PAGES.resolve(page + ".adoc")))
          .contains("== Name", "== Synopsis", "*--stacktrace*", "==  Exit codes");
    }
  }

  private static void add(CommandLine command, Map<String, CommandSpec> commands) {
    CommandSpec spec = command.getCommandSpec();
    commands.put(spec.qualifiedName("-"), spec);
    command.getSubcommands().values().forEach(each -> add(each, commands));
  }
}
