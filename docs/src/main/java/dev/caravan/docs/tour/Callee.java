package dev.caravan.docs.tour;

import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.constant.ClassDesc;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A method as a call names it: overloads are one, and so are a method and its override only if the
 * call names the same class.
 *
 * @param owner the class as the class file writes it: {@code java/lang/String}, {@code [I}
 * @param name the method's name
 */
public record Callee(String owner, String name) implements Comparable<Callee> {
  private static final Pattern ARRAY =
      Pattern.compile("(?<dimensions>\\[+)((?<primitive>[BCDFIJSZ])|L(?<type>.+);)");

  static Callee of(MemberRefEntry method) {
    ClassEntry owner = method.owner();
    return new Callee(owner.asInternalName(), method.name().stringValue());
  }

  @Override
  public int compareTo(Callee other) {
    int byOwner = owner.compareTo(other.owner);
    return byOwner != 0 ? byOwner : name.compareTo(other.name);
  }

  /** As Java writes it: {@code java.lang.String.length}, {@code int[].clone}. */
  @Override
  public String toString() {
    Matcher array = ARRAY.matcher(owner);
    return (array.matches() ? arrayName(array) : owner.replace('/', '.')) + "." + name;
  }

  private static String arrayName(Matcher array) {
    String type = array.group("type");
    String element =
        type == null
            ? ClassDesc.ofDescriptor(array.group("primitive")).displayName()
            : type.replace('/', '.');
    return element + "[]".repeat(array.group("dimensions").length());
  }
}
