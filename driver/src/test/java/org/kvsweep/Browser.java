package org.kvsweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real browser without a window. Tests that need one are skipped where Chromium or its driver is
 * not installed ({@code apt-get install chromium chromium-driver}).
 */
public final class Browser implements AutoCloseable {
  private static final String HELD_INTERVALS =
      "window.repeated = [];"
          + "window.setInterval = (task, millis) => repeated.push({ task, millis });";

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Opens one with a profile of its own in that folder. */
  public static Browser open(Path profile) {
    Optional<Path> browser =
        installed("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    Optional<Path> driver = installed("/usr/bin/chromedriver", "/usr/bin/chromium.chromedriver");
    assumeTrue(
        browser.isPresent() && driver.isPresent(),
        "needs Chromium and its driver: apt-get install chromium chromium-driver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.get().toString());
    options.addArguments(
        "--headless=new",
        // Else it refuses to run as root, as it does in containers.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1300,900",
        "--user-data-dir=" + profile);
    LoggingPreferences console = new LoggingPreferences();
    console.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", console);
    // Named, so that Selenium does not look for one to download.
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(driver.get().toString()))
            .usingAnyFreePort()
            .withTimeout(Patience.LIMIT)
            .build();
    ChromeDriver opened = new ChromeDriver(service, options);
    opened.manage().timeouts().scriptTimeout(Patience.LIMIT).pageLoadTimeout(Patience.LIMIT);
    return new Browser(opened);
  }

  private static Optional<Path> installed(String... places) {
    return Stream.of(places).map(Path::of).filter(Files::isExecutable).findFirst();
  }

  public Browser go(String address) {
    driver.get(address);
    return this;
  }

  /** Goes there; what the page would do in intervals it does at each {@link #tick} instead. */
  public void goHoldingIntervals(String address) {
    Object script =
        driver
            .executeCdpCommand(
                "Page.addScriptToEvaluateOnNewDocument", Map.of("source", HELD_INTERVALS))
            .get("identifier");
    go(address);
    driver.executeCdpCommand(
        "Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", script));
  }

  /** Does once what the page would do in intervals of that length. */
  public void tick(Duration interval) {
    assertThat(
            run(
                "const due = repeated.filter(one => one.millis === arguments[0]);"
                    + " due.forEach(one => one.task()); return due.length",
                interval.toMillis()))
        .as("intervals of " + interval)
        .isEqualTo(1L);
  }

  public String address() {
    return driver.getCurrentUrl();
  }

  public void reload() {
    driver.navigate().refresh();
  }

  /** Makes the page as wide as a phone's, in pixels. */
  public void phone(int width) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 844, "deviceScaleFactor", 1, "mobile", true));
  }

  /** Makes the page as wide as its window again. */
  public void desktop() {
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
  }

  /** The one element that fits. */
  public WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  public List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** What is to be read in the element. */
  public String text(String css) {
    return find(css).getText();
  }

  public void click(String css) {
    WebElement target = find(css);
    run("arguments[0].scrollIntoView({block: 'center'})", target);
    target.click();
  }

  /** Chooses an option of a select by its text. */
  public void choose(String css, String option) {
    find(css).findElements(By.tagName("option")).stream()
        .filter(one -> one.getText().equals(option))
        .findFirst()
        .orElseThrow()
        .click();
  }

  public void type(String css, String text) {
    find(css).clear();
    find(css).sendKeys(text);
  }

  /** Presses keys where the keyboard is. */
  public void press(Keys... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Puts the pointer on the middle of the element. */
  public void hover(String css) {
    WebElement target = find(css);
    run("arguments[0].scrollIntoView({block: 'center'})", target);
    // Charts are made once they come into view: a pointer that is there before goes unnoticed.
    driver.executeAsyncScript(
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)))");
    new Actions(driver).moveToElement(target).perform();
  }

  public Object run(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(script, arguments);
  }

  public void waitUntilText(String css, String part) {
    waitUntil(css + " says " + part, () -> text(css).contains(part));
  }

  public void waitUntil(String what, BooleanSupplier holds) {
    Instant end = Instant.now().plus(Patience.LIMIT);
    while (true) {
      try {
        if (holds.getAsBoolean()) {
          return;
        }
      } catch (StaleElementReferenceException drawnAgain) {
        // Asked again below.
      }
      assertThat(Instant.now()).as(what).isBefore(end);
      // Lets the page go on for a moment.
      ((JavascriptExecutor) driver)
          .executeAsyncScript("setTimeout(arguments[arguments.length - 1], 50)");
    }
  }

  /**
   * Leaves the page and drops its complaints, so that the next test does not hear those of a page
   * whose server has ended.
   */
  public void leave() {
    go("about:blank");
    complaints();
  }

  /** What the page has complained about on its console since it was last asked. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::toString)
        .toList();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
