Feature: Processes
  What runs where: one scheduler and no second, enough workers and not too many, and no worker that eats the
  memory of all others.

  Scenario: Exactly one host runs the scheduler
    Then exactly 1 host with class role::app should run the process /bin.scheduler/

  Scenario: The workers are there, and modest
    Then every host with class role::app should run between 2 and 16 processes matching /bin.worker/
    And every host with class role::app should use below 4 GiB of memory for processes matching /bin.worker/

  @warning
  Scenario: Nobody leaves zombies behind
    Then every host with class role::app should have below 5 zombie processes
