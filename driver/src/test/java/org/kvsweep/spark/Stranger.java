package org.kvsweep.spark;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.internal.plugin.PluginEndpoint;
import org.apache.spark.internal.plugin.PluginMessage;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;

/** Someone who reaches the driver's port and knows how Spark talks, but not its secret. */
final class Stranger {
  private static final long MILLIS = 10_000;

  private final int port;

  Stranger(int port) {
    this.port = port;
  }

  /** Tells our plugin of the driver that, as an executor would; throws what the driver answers. */
  void tell(Serializable message) throws IOException, InterruptedException {
    ByteBuffer request = request(new PluginMessage(KvsweepPlugin.class.getName(), message));
    TransportConf conf = new TransportConf("rpc", MapConfigProvider.EMPTY);
    try (TransportContext context = new TransportContext(conf, new NoOpRpcHandler());
        TransportClientFactory factory = context.createClientFactory();
        TransportClient client = factory.createClient(EmbeddedSpark.LOOPBACK, port)) {
      client.sendRpcSync(request, MILLIS);
    }
  }

  /** As Spark writes a request: who asks, whom, and what in Java's serialization. */
  private ByteBuffer request(Object content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeBoolean(false);
    out.writeBoolean(true);
    out.writeUTF(EmbeddedSpark.LOOPBACK);
    out.writeInt(port);
    out.writeUTF(PluginEndpoint.class.getName());
    try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
      objects.writeObject(content);
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  /** Leaves a file where it is deserialized. */
  static final class Mark implements Serializable {
    @Serial private static final long serialVersionUID = 1;

    private final String file;

    Mark(Path file) {
      this.file = file.toString();
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      Files.createFile(Path.of(file));
    }
  }
}
