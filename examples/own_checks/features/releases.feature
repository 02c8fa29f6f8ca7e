Feature: Releases
  A machine whose release gets no more updates is a matter of time. This asks every machine of the shop for its
  release, and is critical when one of them has an old one.

  Scenario: Every machine of the shop has a release that is still cared for
    Then every host of "the shop" should have the fact release in bullseye or bookworm

  @warning
  Scenario: The newest release is on its way
    Then at least 1 host of "the shop" should ideally have the fact release in bookworm
