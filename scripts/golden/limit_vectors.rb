# Writes test/conformance/mcollective/golden/limits.json: which nodes the real MCollective (Debian package
# mcollective-common, Ruby 3.1) picks for a limit, and how it cuts a fleet into batches.
#
#   ruby scripts/golden/limit_vectors.rb
require 'json'
require 'mcollective'

FOLDER = File.expand_path('../../test/conformance/mcollective/golden', __dir__)
SIZES = [1, 2, 3, 7, 10, 100, 1000].freeze
SEEDS = [0, 1, 7, 42, 20_260_101, 2**31, 2**32 - 1, 2**32, 2**33, 2**40 + 5, 2**64 - 1, 2**64, 2**70 + 3, -7].freeze

# A client that has discovered these nodes, without a network.
def client_of(nodes, method, seed)
  client = MCollective::RPC::Client.allocate
  client.instance_variable_set(:@limit_method, method)
  client.instance_variable_set(:@limit_seed, seed)
  client.define_singleton_method(:discover) { |*| nodes }
  client
end

def pick(nodes, limit, method, seed = nil)
  client_of(nodes.dup, method, seed).send(:pick_nodes_from_discovered, limit)
end

def nodes(count)
  # Not sorted, as they answer.
  (1..count).map { |i| "node#{(i * 7919) % 10_007}.example.net" }
end

limits = SIZES.flat_map do |size|
  %w[1 3 50% 29% 1% 99% 100%].map do |limit|
    { size: size, limit: limit, first: pick(nodes(size), limit, :first).size }
  end
end
seeded = SEEDS.flat_map do |seed|
  [[3, '2'], [10, '4'], [100, '5'], [1000, '1%']].map do |size, limit|
    { seed: seed.to_s, size: size, limit: limit, picked: pick(nodes(size), limit, :random, seed) }
  end
end
draws = SEEDS.map do |seed|
  srand(seed)
  { seed: seed.to_s, draws: [2, 10, 1000, 624, 65_536, 4_000_000_000, 3, 1, 5].flat_map { |n| Array.new(90) { rand(n) } } }
end
batches = SIZES.flat_map do |size|
  [1, 3, 10, '1%', '10%', '33%', '55%', '100%'].map do |batch|
    # As RPC::Client#call_agent_batched reckons it.
    count = batch.is_a?(String) ? (size / 100.0 * Integer(batch.chomp('%'))).ceil : batch
    groups = []
    nodes(size).in_groups_of(count) { |hosts| groups << hosts.compact.size }
    { size: size, batch: batch.to_s, groups: groups }
  end
end

vectors = { nodes: nodes(1000), limits: limits, seeded: seeded, draws: draws, batches: batches }
File.write(File.join(FOLDER, 'limits.json'), "#{JSON.generate(vectors)}\n")
puts "limits: #{limits.size}, seeded: #{seeded.size}, draws: #{draws.size}, batches: #{batches.size}"
