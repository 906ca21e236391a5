package org.kvsweep.results;

import java.io.IOException;

/** The files of a driver that dies before a certain one of its writes. */
final class DyingFiles extends OtherFiles {
  private int left;

  /** Files of a driver that lives for so many writes. */
  DyingFiles(FolderFiles files, int writes) {
    super(files);
    this.left = writes;
  }

  boolean dead() {
    return left < 0;
  }

  private synchronized void step() throws IOException {
    left--;
    if (left < 0) {
      left = -1;
      throw new IOException("dead");
    }
  }

  @Override
  public boolean create(String name, String text) throws IOException {
    step();
    return super.create(name, text);
  }

  @Override
  public void write(String name, DerivedFiles.Content content) throws IOException {
    step();
    super.write(name, content);
  }

  @Override
  public void force(String name) throws IOException {
    step();
    super.force(name);
  }

  @Override
  public void move(String from, String to) throws IOException {
    step();
    super.move(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    step();
    super.delete(name);
  }
}
