package org.kvsweep.results;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/**
 * Files as on an object store in the worst instant: so many drivers as were said have all seen that
 * a file is not there before one writes it, and all of them have written it before one looks again.
 */
final class ObjectStoreFiles implements FolderFiles {
  private final FolderFiles files;
  private final CyclicBarrier together;

  ObjectStoreFiles(FolderFiles files, int drivers) {
    this.files = files;
    this.together = new CyclicBarrier(drivers);
  }

  @Override
  public Duration settling() {
    return Duration.ofMillis(1);
  }

  @Override
  public boolean create(String name, String text) throws IOException {
    try {
      together.await();
      files.replace(name, text);
      together.await();
      return true;
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IOException(e);
    }
  }

  @Override
  public String location() {
    return files.location();
  }

  @Override
  public Optional<String> read(String name) throws IOException {
    return files.read(name);
  }

  @Override
  public void write(String name, Content content) throws IOException {
    files.write(name, content);
  }

  @Override
  public String address() {
    return files.address();
  }

  @Override
  public long size(String name) throws IOException {
    return files.size(name);
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    return files.open(name);
  }

  @Override
  public void append(String name, String text) throws IOException {
    files.append(name, text);
  }

  @Override
  public List<String> names(String folder) throws IOException {
    return files.names(folder);
  }

  @Override
  public Map<String, Long> sizes(String folder) throws IOException {
    return files.sizes(folder);
  }

  @Override
  public void move(String from, String to) throws IOException {
    files.move(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    files.delete(name);
  }
}
