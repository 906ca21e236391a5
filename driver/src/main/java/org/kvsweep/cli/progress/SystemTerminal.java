package org.kvsweep.cli.progress;

import java.io.IOException;
import java.nio.charset.Charset;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.impl.PosixSysTerminal;
import org.jline.terminal.impl.exec.ExecPty;
import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/**
 * Opens the terminal of this process, to write to it alone. Nothing here changes its modes, so none
 * are restored in the end: by then they may be those of a shell that has sent this process to the
 * background, where whoever sets modes is stopped.
 */
final class SystemTerminal {
  private SystemTerminal() {}

  private static final class UnchangedPty extends ExecPty {
    UnchangedPty(TerminalProvider provider, String name) {
      super(provider, SystemStream.Output, name);
    }

    @Override
    protected void doSetAttr(Attributes modes) {}
  }

  /**
   * Opens the terminal that standard output goes to.
   *
   * @throws IOException if there is none
   */
  static Terminal open(Charset charset) throws IOException {
    ExecTerminalProvider provider = new ExecTerminalProvider();
    ExecPty pty = (ExecPty) provider.current(SystemStream.Output);
    return new PosixSysTerminal(
        "kvsweep",
        System.getenv("TERM"),
        new UnchangedPty(provider, pty.getName()),
        charset,
        false,
        SignalHandler.SIG_DFL);
  }
}
