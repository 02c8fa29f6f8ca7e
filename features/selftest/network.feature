@selftest
Feature: Selftest of the network steps
  Every wording of the steps about names, ports, web pages, certificates and mail servers, on the small servers of
  test/acceptance, whose ports are parameters.

  Scenario: Echo requests
    Then "127.0.0.1" should answer pings
    And the packet loss to "127.0.0.1" should be below 50 %
    And the round trip time to "127.0.0.1" should be below 5 seconds
    When I ping "127.0.0.1"
    Then it should respond

  Scenario: Ports
    Then port <http_port> of "127.0.0.1" should be open
    And port <closed_port> of "127.0.0.1" should not be open
    And within 10 seconds connecting to port <http_port> of "127.0.0.1" should take below 5 seconds

  Scenario: Names and addresses
    Given I ask the name server "127.0.0.1:<dns_port>"
    Then the name "www.example.net" should resolve
    And the name "www.example.net" should resolve to "192.0.2.7"
    And the name "www.example.net" should resolve only to "192.0.2.7, 192.0.2.8"
    And the name "ww.example.net" should not resolve
    And the address "192.0.2.7" should resolve to "www.example.net"
    When I lookup "www.example.net"
    Then the name should resolve to "192.0.2.8"
    When I reverse lookup "192.0.2.7"
    Then the IP should resolve to "www.example.net"

  Scenario: Records
    Given I ask the name server "127.0.0.1:<dns_port>"
    Then the CAA record of "example.net" should exist
    And the MX records of "example.net" should be "10 mx1.example.net, 20 mx2.example.net"
    And the SPF record of "example.net" should contain "-all"
    And the DMARC record of "example.net" should match "p=(?:quarantine|reject)"
    And there should be at least 2 MX records of "example.net"
    And all name servers of "example.net" should give the same serial

  Scenario: Keys of signed mail
    Given I ask the name server "127.0.0.1:<dns_port>"
    Then the DKIM key "2026" of "example.net" should be published
    And the DKIM key "2026" of "example.net" should be of type rsa
    And the DKIM key "2026" of "example.net" should have at least 2048 bits
    And the DKIM key "2025" of "example.net" should be revoked

  Scenario: Web pages
    Then the page "http://127.0.0.1:<http_port>/" should answer with status 200
    And the page "http://127.0.0.1:<http_port>/" should contain "welcome"
    And the page "http://127.0.0.1:<http_port>/" should match "wel[a-z]+"
    And the page "http://127.0.0.1:<http_port>/old" should redirect to "http://127.0.0.1:<http_port>/"
    And the page "http://127.0.0.1:<http_port>/file" should serve byte ranges
    And the response time of the page "http://127.0.0.1:<http_port>/" should be below 5 seconds

  Scenario: The answer of a web server
    Given I send the header "X-Probe" with the value "fleetspec"
    When I fetch "http://127.0.0.1:<http_port>/health"
    Then the response should have status 200
    And the request should succeed
    And the response time should be below 5 seconds
    And the "Content-Type" header should be "application/json"
    And the "Content-Type" header should contain "json"
    And the "Content-Type" header should match "^application/"
    And the response should contain the "X-Seen" header
    And the body should contain "well"
    And the body should match "w.ll"
    And the body size should be below 1 KiB
    And the JSON member "state" should be "well"
    And the JSON member "queues[0].size" should be below 10
    When I fetch headers from "http://127.0.0.1:<http_port>/old"
    Then the response should redirect to "/"
    When I fetch "http://127.0.0.1:<http_port>/old" following redirects
    Then I should see "welcome"
    When I go to "http://127.0.0.1:<http_port>/none"
    Then the request should fail
    When I fetch bytes 10 to 19 of "http://127.0.0.1:<http_port>/file"
    Then the response should have status 206

  Scenario: One web server behind the balancer, and pages for some only
    Given I ask the web server "127.0.0.1:<http_port>" for pages
    And I log in to pages as "ann" with the password in the file "<password_file>"
    Then the page "http://www.example.net/private" should answer with status 200

  Scenario: Pages for some only, by a variable
    Given I log in to pages as "ann" with the password in the variable "FLEETSPEC_SELFTEST_PASSWORD"
    Then the page "http://127.0.0.1:<http_port>/private" happens to answer with status 200

  Scenario: Certificates
    Given I only trust the authority in the file "<ca_file>"
    Then the certificate of "localhost:<https_port>" should expire in at least 14 days
    And the certificate of "localhost:<https_port>" should be trusted
    And the certificate of "localhost:<https_port>" should cover "localhost"
    And the certificate of "localhost:<https_port>" should be issued by "fleetspec test CA"
    And the server "localhost:<https_port>" should accept TLSv1.2
    And the page "https://localhost:<https_port>/" should answer with status 200

  Scenario: Mail servers
    Then the mail server "127.0.0.1:<smtp_port>" should be ready
    And the mail server "127.0.0.1:<smtp_port>" should greet with code 220
    And the greeting of the mail server "127.0.0.1:<smtp_port>" should contain "ESMTP"
    And the greeting of the mail server "127.0.0.1:<smtp_port>" should match "^mx1[.]"
    And the mail server "127.0.0.1:<smtp_port>" should offer "STARTTLS"
    And the greeting of the mail server "127.0.0.1:<smtp_port>" should take below 5 seconds
