package org.kvsweep.results;

import java.io.IOException;

/** Files of which a number of writes fail, as on a full disk. */
final class FaultyFiles extends OtherFiles {
  private int failures;

  FaultyFiles(FolderFiles files) {
    super(files);
  }

  void failWrites(int count) {
    failures = count;
  }

  private void write() throws IOException {
    if (failures > 0) {
      failures--;
      throw new IOException("No space left on device");
    }
  }

  @Override
  public boolean create(String name, String text) throws IOException {
    write();
    return super.create(name, text);
  }

  @Override
  public void write(String name, DerivedFiles.Content content) throws IOException {
    write();
    super.write(name, content);
  }
}
