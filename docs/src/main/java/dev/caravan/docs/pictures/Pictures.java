package dev.caravan.docs.pictures;

import dev.caravan.core.trace.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** The pictures of the chapters: scenarios that are run and recorded, then drawn. */
public final class Pictures {
  private record Picture(String file, Supplier<String> drawing) {
    /** The timeline of a second run: the first one is spent loading classes. */
    Picture(String file, String title, Runnable scenario) {
      this(
          file,
          () -> {
            scenario.run();
            try (Timeline timeline = Timeline.start()) {
              scenario.run();
              return TimelineSvg.draw(title, timeline.stop());
            }
          });
    }
  }

  private static final List<Picture> ALL =
      List.of(
          new Picture(
              "pools.svg",
              "Two workers run six tasks, and a third one writes after each of them",
              PoolsPicture::run),
          new Picture(
              "fork-join.svg",
              "One worker begins the whole; the other takes a half, then a smaller one",
              ForkJoinPicture::run),
          new Picture(
              "await.svg",
              "One worker runs A, then B and C while A waits, then A again",
              AwaitPicture::run),
          new Picture(
              "channel.svg",
              "A sends until the channel is full and then goes on at the pace of B",
              ChannelPicture::run),
          new Picture("lock-free.svg", LockFreePicture::draw),
          new Picture("miou.svg", MiouPicture::draw),
          new Picture(
              "transactions.svg",
              "B looks each time A has filled in a bucket, and drinks when there is enough",
              TransactionPicture::run),
          new Picture("effects.svg", EffectsPicture::draw),
          new Picture("schedules.svg", SchedulePicture::draw));

  private Pictures() {}

  /**
   * The file names of all pictures.
   *
   * @return the names
   */
  public static List<String> names() {
    return ALL.stream().map(Picture::file).toList();
  }

  /**
   * Runs every scenario and writes its picture.
   *
   * @param folder where to
   * @throws IOException if a picture cannot be written
   */
  public static void drawAll(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Picture picture : ALL) {
      Files.writeString(folder.resolve(picture.file), picture.drawing.get());
    }
  }
}
