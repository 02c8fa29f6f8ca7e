Feature: A queue and who empties it
  A long queue is no harm while somebody empties it, and a short one is no comfort when nobody does. This feature asks
  the broker of the fleet, an ActiveMQ with its Statistics plugin, for both. The name may hold the wildcards of
  ActiveMQ: then every queue that fits must be so, and those that are not are named.

  Say which queue on the command line or under checks.params of the configuration:

    fleetspec check features/queues.feature --param queue=exim.stats

  Scenario: The queue is short, and somebody empties it
    Then the queue "<queue>" should hold below 2000, ideally below 1000 messages
    And the queue "<queue>" should have at least 1 consumer
    And the oldest message of the queue "<queue>" should be below 10 minutes old

  Scenario: The broker has room
    Then the broker should use below 80 % of its memory
    And the broker should use below 80 % of its store
