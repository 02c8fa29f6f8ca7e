@selftest
Feature: Selftest of the queue and broker steps
  Every wording of the steps about queues and brokers, on the embedded broker of test/acceptance: exim.stats holds 3
  messages and has one consumer that acknowledges none; orders and exim.empty are empty.

  Scenario: A queue
    Then the queue "exim.stats" should exist
    And the queue "exim.nothing" should not exist
    And the queue "exim.stats" should hold below 1000 messages
    And the queue "exim.stats" should have at least 1 consumer
    And the queue "exim.stats" should have below 10 producers
    And the queue "exim.stats" should have at most 3 messages in flight
    And the queue "exim.stats" should have below 100 messages per consumer
    And the oldest message of the queue "exim.empty" should be below 1 hour old
    And the queue "exim.stats" should use below 70 % of its memory

  Scenario: Queues that are emptied
    Then the queue "orders" should be drained
    And the queue "orders" should be draining
    And the queue "orders" should be drained within 5 minutes

  Scenario: Several queues, and topics
    Then the queues "exim.>" should hold below 10 messages
    And the topic "news" should have at least 1 consumer

  Scenario: The broker
    Then the broker should be reachable
    And the broker should use below 70 % of its memory
    And the broker should use below 70 % of its store
    And the broker should use below 70 % of its temporary store
    And the broker should hold below 100 messages
    And the broker should have at least 1 consumer
    And the broker should have below 100 producers
    And the broker should have been up for at least 0 seconds

  Scenario: Another broker
    Given I ask the broker "<broker>"
    Then the queue "exim.stats" should hold exactly 3 messages

  Scenario: In the words of cucumber-nagios
    Given I have a AMQP server on <broker>
    And I want to check on the orders queue
    Then it should have less than 5 messages
    And It should have 0 consumers

  Scenario: Per consumer, likewise
    Given I want to check on the exim.stats queue
    Then it should have less than 10 messages per consumer
