#!/usr/bin/ruby
# What check_activemq_queue is compared with: the same question in Ruby with the stomp gem, answered as a Nagios plugin.
# Called with host, port, user, password and queue.
require 'stomp'
require 'json'
require 'timeout'

host, port, user, password, queue = ARGV
Timeout.timeout(10) do
  connection = Stomp::Connection.new(user, password, host, port.to_i, false)
  connection.subscribe('/temp-queue/statistics', 'transformation' => 'jms-map-json')
  question = "/queue/ActiveMQ.Statistics.Destination.#{queue}"
  connection.publish(question, '', 'reply-to' => '/temp-queue/statistics')
  entries = JSON.parse(connection.receive.body)['map']['entry']
  size = entries.find { |entry| entry['string'] == 'size' }['long']
  puts "OK: ActiveMQ #{queue} has #{size} messages|size=#{size}"
  connection.disconnect
end
exit 0
