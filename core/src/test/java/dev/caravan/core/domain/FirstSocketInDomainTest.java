package dev.caravan.core.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.core.kernel.FailOnHang;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The JDK starts the threads that watch its sockets at the first wait for one, and they inherit the
 * scheduler of whoever waits: if that is a fiber of a domain, they outlive the domain. In a process
 * of its own, as it is the first.
 */
@ExtendWith(FailOnHang.class)
class FirstSocketInDomainTest {
  /** Uses a socket in a domain, and another one when the domain has ended. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws Exception {
      Domain.builder()
          .engine(Engine.LOOP)
          .run(domain -> {
            try (ServerSocket server = listen()) {
              DomainOrderTest.fork("server", () -> answer(server));
              System.out.println("in the domain: " + ask(server));
            }
            return null;
          });
      try (ServerSocket server = listen()) {
        Thread waiting = Thread.startVirtualThread(() -> answer(server));
        while (waiting.getState() == Thread.State.NEW
            || waiting.getState() == Thread.State.RUNNABLE) {
          Thread.onSpinWait();
        }
        FutureTask<Integer> asked = new FutureTask<>(() -> ask(server));
        Thread.startVirtualThread(asked);
        System.out.println("outside: " + asked.get(30, TimeUnit.SECONDS)); // or it hangs
      }
    }

    private static ServerSocket listen() throws IOException {
      return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static void answer(ServerSocket server) {
      try (Socket client = server.accept()) {
        client.getOutputStream().write(1 + client.getInputStream().read());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private static int ask(ServerSocket server) throws IOException {
      try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
        socket.getOutputStream().write(1);
        return socket.getInputStream().read();
      }
    }
  }

  @Test
  void socketsGoOnWorkingWhenTheDomainThatUsedTheFirstOneHasEnded() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("it ends").isTrue();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said.lines()).contains("in the domain: 2", "outside: 2");
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
