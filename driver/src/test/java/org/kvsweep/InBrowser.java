package org.kvsweep;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests that look at pages in a browser, which they share; skipped where there is none. */
public abstract class InBrowser {
  protected static Browser browser;

  @BeforeAll
  static void openBrowser(@TempDir Path profile) {
    browser = Browser.open(profile);
  }

  @AfterAll
  static void closeBrowser() {
    if (browser != null) {
      browser.close();
      browser = null;
    }
  }
}
