package dev.caravan.docs.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ClassFactsTest {
  @Test
  void countsMethodsInstructionsAndCallsOfAClass() {
    ClassFacts facts = ClassFacts.of(SampleCode.seller());
    assertThat(facts.methods()).isEqualTo(1);
    assertThat(facts.instructions()).isEqualTo(4);
    assertThat(facts.calls())
        .containsExactlyInAnyOrder(
            new ClassFacts.Call(new Callee("sample/Shop", "open"), 1),
            new ClassFacts.Call(new Callee("sample/Shop", "sell"), 2));
    assertThat(facts.dynamic()).isEmpty();
  }

  @Test
  void countsInvokedynamicApartByItsBootstrapMethod() {
    ClassFacts facts = ClassFacts.of(SampleCode.dreamer());
    assertThat(facts.instructions()).isEqualTo(3);
    assertThat(facts.calls())
        .containsExactly(new ClassFacts.Call(new Callee("sample/Shop", "open"), 1));
    assertThat(facts.dynamic())
        .containsExactly(new ClassFacts.Call(new Callee("sample/Dreams", "dream"), 1));
  }

  @Test
  void readsWhatTheCompilerWrites() throws IOException {
    try (InputStream in = ClassFactsTest.class.getResourceAsStream("ClassFacts.class")) {
      ClassFacts facts = ClassFacts.of(in.readAllBytes());
      assertThat(facts.methods()).isGreaterThan(5);
      assertThat(facts.calls())
          .anyMatch(call -> call.callee().toString().equals("java.lang.classfile.ClassFile.parse"));
    }
  }

  @Test
  void writesCalleesAsJavaDoes() {
    assertThat(new Callee("java/util/Map$Entry", "getKey"))
        .hasToString("java.util.Map$Entry.getKey");
    assertThat(new Callee("[I", "clone")).hasToString("int[].clone");
    assertThat(new Callee("[[La/B;", "clone")).hasToString("a.B[][].clone");
    assertThat(new Callee("[", "odd")).hasToString("[.odd");
  }

  @Test
  void refusesWhatIsNoClassFile() {
    assertThatThrownBy(() -> ClassFacts.of(SampleCode.GARBAGE))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> ClassFacts.of(SampleCode.truncated()))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> ClassFacts.of(new byte[0])).isInstanceOf(RuntimeException.class);
  }
}
