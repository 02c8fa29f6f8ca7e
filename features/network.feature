Feature: A web site, seen from outside
  What visitors and other mail servers need, asked from the machine that fleetspec runs on: the page, its certificate,
  and the records that let mail through.

  A server that does not answer fails the sentences that are about reaching it; of those about what stands in its
  answer nothing is known then, and the check says UNKNOWN. See docs/checks/network.md.

  Say which on the command line or under checks.params of the configuration:

    fleetspec check features/network.feature --param site=www.example.net --param domain=example.net \
      --param name_server=192.0.2.53 --param authorities=/etc/ssl/certs/ca-certificates.crt

  Background:
    Given I only trust the authority in the file "<authorities>"
    And I ask the name server "<name_server>"

  Scenario: The site answers
    Then within 10 seconds the page "https://<site>/" should answer with status below 400
    And the response time of the page "https://<site>/" should be below 5 seconds

  Scenario: Its certificate is good for a while
    Then the certificate of "<site>" should be trusted
    And the certificate of "<site>" should expire in at least 7 days, ideally at least 21 days

  @warning
  Scenario: Mail of the domain finds its way, and cannot be forged
    Then the MX records of "<domain>" should match "^[0-9]+ [^ ]+[.][a-z]+$"
    And the SPF record of "<domain>" should exist
    And the DMARC record of "<domain>" should match "p=(?:quarantine|reject)"
