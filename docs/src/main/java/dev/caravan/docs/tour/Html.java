package dev.caravan.docs.tour;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Text as HTML. */
final class Html {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<c>(?s:/\\*.*?\\*/)|//[^\n]*)"
              + "|(?<s>\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])*')"
              + "|(?<a>@\\w+)"
              + "|(?<k>\\b(?:abstract|break|case|catch|class|continue|default|do|else|enum|extends"
              + "|final|finally|for|if|implements|import|instanceof|interface|new|null|package"
              + "|private|protected|public|record|return|sealed|static|super|switch|synchronized"
              + "|this|throw|throws|true|false|try|var|void|volatile|while|yield"
              + "|boolean|byte|char|double|float|int|long|short)\\b)");

  private Html() {}

  /** With the characters that HTML gives a meaning replaced. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Java code with comments, strings, annotations and keywords marked. */
  static String java(String code) {
    StringBuilder html = new StringBuilder();
    int at = 0;
    for (MatchResult token : TOKEN.matcher(code).results().toList()) {
      html.append(escape(code.substring(at, token.start())));
      html.append("<span class=\"").append(kind(token)).append("\">");
      html.append(escape(token.group())).append("</span>");
      at = token.end();
    }
    return html.append(escape(code.substring(at))).toString();
  }

  private static String kind(MatchResult token) {
    for (String kind : new String[] {"c", "s", "a"}) {
      if (token.group(kind) != null) {
        return kind;
      }
    }
    return "k";
  }
}
