package dev.caravan.docs.tour;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ConstantPool;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;

/**
 * What one class file holds, all of it or nothing: a malformed class adds to no count.
 *
 * @param methods how many methods it declares, abstract and native ones too
 * @param instructions how many bytecode instructions their bodies have
 * @param calls whom it calls, how often; a callee may occur more than once
 * @param dynamic which bootstrap methods its {@code invokedynamic} instructions name
 */
record ClassFacts(int methods, long instructions, List<Call> calls, List<Call> dynamic) {
  private static final ClassFile PARSER =
      ClassFile.of(
          ClassFile.DebugElementsOption.DROP_DEBUG,
          ClassFile.LineNumbersOption.DROP_LINE_NUMBERS,
          ClassFile.StackMapsOption.DROP_STACK_MAPS);

  /** Calls of one method in one class. */
  record Call(Callee callee, int times) {}

  /**
   * Parses a class file.
   *
   * @throws RuntimeException of one kind or another if it is malformed
   */
  static ClassFacts of(byte[] bytes) {
    ClassModel model = PARSER.parse(bytes);
    int[] uses = new int[model.constantPool().size()];
    long instructions = 0;
    for (MethodModel method : model.methods()) {
      if (method.findAttribute(Attributes.code()).isPresent()) {
        for (CodeElement element : method.code().orElseThrow()) {
          if (element instanceof Instruction instruction) {
            instructions++;
            countUse(instruction, uses);
          }
        }
      }
    }
    List<Call> calls = new ArrayList<>();
    List<Call> dynamic = new ArrayList<>();
    resolve(model.constantPool(), uses, calls, dynamic);
    return new ClassFacts(model.methods().size(), instructions, calls, dynamic);
  }

  /** Counts by the entry of the constant pool: names are made once a class and not once a call. */
  private static void countUse(Instruction instruction, int[] uses) {
    switch (instruction) {
      case InvokeInstruction call -> uses[call.method().index()]++;
      case InvokeDynamicInstruction call -> uses[call.invokedynamic().index()]++;
      default -> {}
    }
  }

  private static void resolve(ConstantPool pool, int[] uses, List<Call> calls, List<Call> dynamic) {
    for (int i = 1; i < uses.length; i++) {
      if (uses[i] > 0) {
        PoolEntry entry = pool.entryByIndex(i);
        switch (entry) {
          case MemberRefEntry method -> calls.add(new Call(Callee.of(method), uses[i]));
          case InvokeDynamicEntry site ->
              dynamic.add(
                  new Call(Callee.of(site.bootstrap().bootstrapMethod().reference()), uses[i]));
          default -> throw new IllegalArgumentException("a call of a non-method: " + entry);
        }
      }
    }
  }
}
