package org.kvsweep.data;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kvsweep.data.Download.Kind;
import org.kvsweep.task.data.Checksum;

/** The published addresses of the tasks' data sets. */
final class KnownDatasets {
  private static final String KRIZHEVSKY = "https://www.cs.toronto.edu/~kriz/";
  private static final String CITE_KRIZHEVSKY = "cite Krizhevsky 2009";
  private static final String MULTI30K =
      "https://raw.githubusercontent.com/neychev/small_DL_repo/master/datasets/Multi30k/";

  private KnownDatasets() {}

  static List<Dataset> all() {
    return List.of(mnist(), fashionMnist(), cifar10(), cifar100(), tinyShakespeare(), multi30k());
  }

  private static Dataset mnist() {
    return new Dataset(
        "mnist",
        "none stated",
        idx(
            List.of(
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
                "https://storage.googleapis.com/cvdf-datasets/mnist/"),
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "d53e105ee54ea40749a09fcbcd1e9432",
            "9fb629c4189551a2d022fa330f9573f3",
            "ec29112dd5afa0611ce80d1b7f02629c"));
  }

  private static Dataset fashionMnist() {
    return new Dataset(
        "fashion-mnist",
        "MIT",
        idx(
            List.of(
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "25c81989df183df01b3e8a0aad5dffbe",
            "bef4ecab320f06d8554ea6380940ec79",
            "bb300cfdad3c16e7a12a480ee83cd310"));
  }

  private static List<Download> idx(
      List<String> mirrors, String images, String labels, String testImages, String testLabels) {
    return List.of(
        gzip(mirrors, "train-images-idx3-ubyte", images),
        gzip(mirrors, "train-labels-idx1-ubyte", labels),
        gzip(mirrors, "t10k-images-idx3-ubyte", testImages),
        gzip(mirrors, "t10k-labels-idx1-ubyte", testLabels));
  }

  private static Download gzip(List<String> mirrors, String file, String md5) {
    String name = file + ".gz";
    return new Download(
        name,
        mirrors.stream().map(mirror -> URI.create(mirror + name)).toList(),
        Optional.of(Checksum.md5(md5)),
        Kind.GZIP,
        List.of(file));
  }

  private static Dataset cifar10() {
    Download archive =
        archive(
            KRIZHEVSKY,
            "cifar-10-binary.tar.gz",
            Checksum.md5("c32a1d4ab5d03f1284b67883e8d87530"),
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin");
    return new Dataset("cifar-10", CITE_KRIZHEVSKY, List.of(archive));
  }

  private static Dataset cifar100() {
    Download archive =
        archive(
            KRIZHEVSKY,
            "cifar-100-binary.tar.gz",
            Checksum.md5("03b5dce01913d631647c71ecec9e9cb8"),
            "train.bin",
            "test.bin");
    return new Dataset("cifar-100", CITE_KRIZHEVSKY, List.of(archive));
  }

  private static Dataset tinyShakespeare() {
    Download text =
        new Download(
            "input.txt",
            Stream.of(
                    "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/"
                        + "input.txt")
                .map(URI::create)
                .toList(),
            Optional.empty(),
            Kind.PLAIN,
            List.of("input.txt"));
    return new Dataset("tiny-shakespeare", "none stated", List.of(text));
  }

  private static Dataset multi30k() {
    return new Dataset(
        "multi30k",
        "research only",
        List.of(
            archive(
                MULTI30K,
                "training.tar.gz",
                Checksum.sha256("20140d013d05dd9a72dfde46478663ba05737ce983f478f960c1123c6671be5e"),
                "train.de",
                "train.en"),
            archive(
                MULTI30K,
                "validation.tar.gz",
                Checksum.sha256("a7aa20e9ebd5ba5adce7909498b94410996040857154dab029851af3a866da8c"),
                "val.de",
                "val.en"),
            archive(
                MULTI30K,
                "mmt16_task1_test.tar.gz",
                Checksum.sha256("6d1ca1dba99e2c5dd54cae1226ff11c2551e6ce63527ebb072a1f70f72a5cd36"),
                "test.de",
                "test.en")));
  }

  private static Download archive(String mirror, String name, Checksum checksum, String... files) {
    return new Download(
        name,
        List.of(URI.create(mirror + name)),
        Optional.of(checksum),
        Kind.TAR_GZ,
        List.of(files));
  }
}
