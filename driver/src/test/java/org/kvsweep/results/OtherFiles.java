package org.kvsweep.results;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.results.EndedTrials.FileVersion;

/** Other files, to be made worse by subclasses. */
abstract class OtherFiles implements FolderFiles {
  final FolderFiles files;

  OtherFiles(FolderFiles files) {
    this.files = files;
  }

  @Override
  public String location() {
    return files.location();
  }

  @Override
  public String address() {
    return files.address();
  }

  @Override
  public Optional<String> read(String name) throws IOException {
    return files.read(name);
  }

  @Override
  public boolean create(String name, String text) throws IOException {
    return files.create(name, text);
  }

  @Override
  public void write(String name, DerivedFiles.Content content) throws IOException {
    files.write(name, content);
  }

  @Override
  public Optional<InputStream> open(String name) throws IOException {
    return files.open(name);
  }

  @Override
  public long size(String name) throws IOException {
    return files.size(name);
  }

  @Override
  public List<String> names(String folder) throws IOException {
    return files.names(folder);
  }

  @Override
  public Map<String, FileVersion> versions(String folder) throws IOException {
    return files.versions(folder);
  }

  @Override
  public Map<String, Long> sizes(String folder) throws IOException {
    return files.sizes(folder);
  }

  @Override
  public void force(String name) throws IOException {
    files.force(name);
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
