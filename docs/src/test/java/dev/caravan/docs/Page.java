package dev.caravan.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Markdown page. A fenced block may stand below a marker, an HTML comment that says where its
 * text comes from: {@code <!-- region: FILE#NAME -->} or {@code <!-- output: CLASS ARGUMENTS -->}.
 */
record Page(Path file, List<String> lines, List<Block> blocks) {
  private static final Pattern MARKER = Pattern.compile("\\s*<!-- (region|output): (.+?) -->\\s*");
  private static final Pattern LINK =
      Pattern.compile("(?<!`)!?\\[[^]]*]\\(([^)\\s]+)\\)|<img[^>]* src=\"([^\"]+)\"");

  /**
   * A fenced block.
   *
   * @param language what stands after the opening fence
   * @param kind of the marker: region, output, or nothing
   * @param source what the marker names
   * @param from the index of the first line inside
   * @param to the index of the closing fence
   * @param text the lines inside
   */
  record Block(String language, String kind, String source, int from, int to, String text) {}

  static Page read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith("```")) {
        continue;
      }
      int end = i + 1;
      while (end < lines.size() && !lines.get(end).startsWith("```")) {
        end++;
      }
      if (end == lines.size()) {
        throw new IllegalArgumentException(file + ":" + (i + 1) + ": the block is never closed");
      }
      blocks.add(block(lines, i, end));
      i = end;
    }
    return new Page(file, lines, blocks);
  }

  private static Block block(List<String> lines, int fence, int end) {
    Matcher marker = MARKER.matcher(fence == 0 ? "" : lines.get(fence - 1));
    boolean marked = marker.matches();
    return new Block(
        lines.get(fence).substring(3).strip(),
        marked ? marker.group(1) : "",
        marked ? marker.group(2) : "",
        fence + 1,
        end,
        String.join("\n", lines.subList(fence + 1, end)));
  }

  /** Where a block stands, for messages. */
  String place(Block block) {
    return file.getFileName() + ":" + block.from;
  }

  /** The level-two headings, in order. */
  List<String> headings() {
    return prose().filter(line -> line.startsWith("## ")).map(line -> line.substring(3)).toList();
  }

  /** What links to the headings must look like after the {@code #}. */
  List<String> anchors() {
    return prose()
        .filter(line -> line.matches("#{1,6} .*"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(text -> text.replaceAll("[^\\p{L}\\p{N} _-]", "").strip().replace(' ', '-'))
        .toList();
  }

  /** The targets of all links and images outside blocks. */
  List<String> links() {
    Matcher matcher = LINK.matcher(prose().collect(Collectors.joining("\n")));
    return matcher
        .results()
        .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
        .toList();
  }

  private Stream<String> prose() {
    boolean[] inside = new boolean[lines.size()];
    for (Block block : blocks) {
      for (int i = block.from; i < block.to; i++) {
        inside[i] = true;
      }
    }
    return Stream.iterate(0, i -> i < lines.size(), i -> i + 1)
        .filter(i -> !inside[i])
        .map(lines::get);
  }

  /** Writes the page anew with the text that each marked block should have. */
  void refresh(Function<Block, String> truth) throws IOException {
    List<String> fresh = new ArrayList<>(lines);
    for (Block block : blocks.reversed()) {
      if (!block.kind.isEmpty()) {
        List<String> inside = fresh.subList(block.from, block.to);
        inside.clear();
        inside.addAll(truth.apply(block).lines().toList());
      }
    }
    if (!fresh.equals(lines)) {
      Files.write(file, fresh);
    }
  }
}
