package dev.caravan.docs.tour;

import java.util.List;

/** The models of the tour. A new one is added here, and nowhere else. */
final class Models {
  /** All of them, the one that the others are compared with first. */
  static final List<Model> ALL =
      List.of(
          new SequentialModel(),
          new FuturesModel(),
          new ForkJoinModel(),
          new ChannelsModel(),
          new TransactionsModel(),
          new EioModel());

  private Models() {}
}
