-- One search a request, each with another query.
local lines = {}
for line in io.lines(os.getenv("QUERIES")) do lines[#lines + 1] = line end
local mode = os.getenv("MODE")
local index = mode == "hybrid" and math.floor(#lines / 2) or 0

local function escaped(text)
  return (text:gsub("[^%w]", function(character) return string.format("%%%02X", character:byte()) end))
end

function request()
  index = index + 1
  return wrk.format("GET", "/api/search?k=10&mode=" .. mode .. "&q=" .. escaped(lines[index % #lines + 1]))
end

function done(summary, latency)
  io.write(string.format(
    "requests %d, errors %d, p50 %.1f, p90 %.1f, p99 %.1f ms\n", summary.requests,
    summary.errors.status + summary.errors.read + summary.errors.timeout, latency:percentile(50) / 1000,
    latency:percentile(90) / 1000, latency:percentile(99) / 1000))
end
