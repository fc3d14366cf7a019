// LEMON's network simplex on min-cost-flow files, as a peer to measure the planner against.
//
//     lemon [--order file|source] [--limit SECONDS] FILE.min...
//
// Each file is one item in DIMACS form (`p min NODES ARCS`, `n ID SUPPLY`, `a SRC DST LOW CAP COST`;
// LOW is 0). Prints one line of JSON, the sums over all files; the objective is the sum of their
// least costs. Reading is not timed; the graph and its maps are `build_seconds`, `run()` is
// `solve_seconds`. Exit 2 on a bad file, with one sentence on stderr.
//
// Measured settings: block search beats LEMON's other pivot rules, arc mixing beats none, and
// StaticDigraph and 32-bit flows make no difference beyond noise. Whether arcs in the file's order
// or sorted by source are faster depends on the instance, so the order is an argument and the
// comparison takes the faster. Sorting is part of `build_seconds`.
#define LEMON_ONLY_TEMPLATES
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>
#include <string>
#include <vector>

using Graph = lemon::SmartDigraph;
using Simplex = lemon::NetworkSimplex<Graph, long long, long long>;

struct Arc {
    int source, target;  // from 0
    long long capacity, cost;
};

struct Instance {
    std::vector<long long> supply;  // one per node, their sum is 0
    std::vector<Arc> arcs;
};

struct Totals {
    double build_seconds = 0, solve_seconds = 0, cpu_seconds = 0;
    long long objective = 0;
    std::string status = "optimal";
};

[[noreturn]] static void refuse(const std::string& where, const std::string& what) {
    std::fprintf(stderr, "%s: %s\n", where.c_str(), what.c_str());
    std::exit(2);
}

static std::string read_file(const char* path) {
    std::FILE* file = std::fopen(path, "rb");
    if (!file) refuse(path, std::string("cannot be read: ") + std::strerror(errno));
    std::string text;
    std::vector<char> block(1 << 20);
    for (size_t n; (n = std::fread(block.data(), 1, block.size(), file)) > 0;) text.append(block.data(), n);
    std::fclose(file);
    return text;
}

// Reads the whole numbers of one line; every refusal names file and line.
class Line {
public:
    Line(const char* path, long number, const char* at) : path_(path), number_(number), at_(at) {}

    long long number(const char* field, long long low, long long high) {
        while (*at_ == ' ' || *at_ == '\t') ++at_;
        char* end = nullptr;
        errno = 0;
        const long long value = *at_ == '\n' ? 0 : std::strtoll(at_, &end, 10);
        if (!end || end == at_ || errno == ERANGE) fail(std::string(field) + " is not a whole number of 64 bits");
        if (value < low || value > high)
            fail(std::string(field) + " is " + std::to_string(value) + ", allowed is " + std::to_string(low) + " to " +
                 std::to_string(high));
        at_ = end;
        return value;
    }

    [[noreturn]] void fail(const std::string& what) const {
        refuse(std::string(path_) + ", line " + std::to_string(number_), what);
    }

    // Skips ` min` behind `p`.
    void expect_min() {
        while (*at_ == ' ') ++at_;
        if (std::strncmp(at_, "min", 3) != 0) fail("the problem line must be `p min NODES ARCS`");
        at_ += 3;
    }

private:
    const char* path_;
    long number_;
    const char* at_;
};

static void check_whole(const char* path, const Instance& instance, long long stated_arcs) {
    if (instance.supply.empty()) refuse(path, "has no `p min NODES ARCS` line");
    if (static_cast<long long>(instance.arcs.size()) != stated_arcs)
        refuse(path, "states " + std::to_string(stated_arcs) + " arcs and has " + std::to_string(instance.arcs.size()));
    long long sum = 0;
    for (long long s : instance.supply) sum += s;
    if (sum != 0) refuse(path, "supplies sum to " + std::to_string(sum) + ", node 1 must carry the balance");
}

static Instance parse(const char* path) {
    const long long most = std::numeric_limits<long long>::max();
    const std::string text = read_file(path);
    Instance instance;
    long long stated_arcs = 0, nodes = 0;
    long number = 0;
    for (const char* at = text.c_str(); *at;) {
        Line line(path, ++number, at + 1);
        if (*at == 'p') {
            line.expect_min();
            nodes = line.number("NODES", 1, 1 << 30);
            stated_arcs = line.number("ARCS", 0, 1 << 30);
            instance.supply.assign(nodes, 0);
            instance.arcs.reserve(stated_arcs);
        } else if (*at == 'n') {
            const long long node = line.number("ID", 1, nodes);
            instance.supply[node - 1] = line.number("SUPPLY", -most, most);
        } else if (*at == 'a') {
            Arc arc;
            arc.source = static_cast<int>(line.number("SRC", 1, nodes)) - 1;
            arc.target = static_cast<int>(line.number("DST", 1, nodes)) - 1;
            line.number("LOW", 0, 0);
            arc.capacity = line.number("CAP", 0, most);
            arc.cost = line.number("COST", -most, most);
            instance.arcs.push_back(arc);
        } else if (*at != 'c' && *at != '\n') {
            line.fail("starts with none of c, p, n, a");
        }
        const char* end = std::strchr(at, '\n');
        if (!end) break;
        at = end + 1;
    }
    check_whole(path, instance, stated_arcs);
    return instance;
}

// Stable counting sort by source.
static std::vector<Arc> by_source(const std::vector<Arc>& arcs, size_t nodes) {
    std::vector<size_t> next(nodes + 1, 0);
    for (const Arc& arc : arcs) ++next[arc.source + 1];
    for (size_t n = 1; n <= nodes; ++n) next[n] += next[n - 1];
    std::vector<Arc> sorted(arcs.size());
    for (const Arc& arc : arcs) sorted[next[arc.source]++] = arc;
    return sorted;
}

static double wall_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

static double cpu_now() {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

static void solve(const char* path, bool sort, Totals& totals) {
    Instance instance = parse(path);
    const double start = wall_now();
    if (sort) instance.arcs = by_source(instance.arcs, instance.supply.size());
    Graph graph;
    graph.reserveNode(static_cast<int>(instance.supply.size()));
    graph.reserveArc(static_cast<int>(instance.arcs.size()));
    for (size_t n = 0; n < instance.supply.size(); ++n) graph.addNode();
    for (const Arc& arc : instance.arcs) graph.addArc(graph.nodeFromId(arc.source), graph.nodeFromId(arc.target));
    Graph::ArcMap<long long> capacity(graph), cost(graph);
    Graph::NodeMap<long long> supply(graph);
    for (size_t a = 0; a < instance.arcs.size(); ++a) {
        capacity[graph.arcFromId(static_cast<int>(a))] = instance.arcs[a].capacity;
        cost[graph.arcFromId(static_cast<int>(a))] = instance.arcs[a].cost;
    }
    for (size_t n = 0; n < instance.supply.size(); ++n)
        supply[graph.nodeFromId(static_cast<int>(n))] = instance.supply[n];
    Simplex simplex(graph);
    simplex.upperMap(capacity).costMap(cost).supplyMap(supply);
    const double built = wall_now(), cpu = cpu_now();
    const Simplex::ProblemType answer = simplex.run(Simplex::BLOCK_SEARCH);
    totals.cpu_seconds += cpu_now() - cpu;
    totals.solve_seconds += wall_now() - built;
    totals.build_seconds += built - start;
    if (answer != Simplex::OPTIMAL) totals.status = answer == Simplex::INFEASIBLE ? "infeasible" : "unbounded";
    if (answer == Simplex::OPTIMAL &&
        __builtin_add_overflow(totals.objective, simplex.totalCost<long long>(), &totals.objective))
        refuse(path, "the sum of the objectives does not fit 64 bits");
}

// Peak resident memory of this program alone; getrusage would inherit its parent's.
static double peak_rss_mb() {
    double kib = 0;
    char line[256];
    if (std::FILE* file = std::fopen("/proc/self/status", "r")) {
        while (std::fgets(line, sizeof line, file)) std::sscanf(line, "VmHWM: %lf", &kib);
        std::fclose(file);
    }
    return kib / 1024;
}

int main(int count, char** words) {
    bool sort = false;
    double limit = 1e300;
    int at = 1;
    for (; at + 1 < count && std::strncmp(words[at], "--", 2) == 0; at += 2) {
        const std::string name = words[at], value = words[at + 1];
        if (name == "--order" && (value == "file" || value == "source")) sort = value == "source";
        else if (name == "--limit" && std::atof(value.c_str()) > 0) limit = std::atof(value.c_str());
        else refuse(name + " " + value, "give --order file|source or --limit SECONDS");
    }
    if (at >= count) refuse("lemon", "name the DIMACS files to solve");
    Totals totals;
    for (; at < count && totals.status == "optimal"; ++at) {
        solve(words[at], sort, totals);
        if (totals.solve_seconds > limit) totals.status = "time limit";
    }
    const std::string objective = totals.status == "optimal" ? std::to_string(totals.objective) : "null";
    std::printf("{\"peer\":\"LEMON NetworkSimplex\",\"order\":\"%s\",\"version\":\"%s\",\"status\":\"%s\",\"build_seconds\":%.6f,"
                "\"solve_seconds\":%.6f,\"cpu_seconds\":%.6f,\"peak_rss_mb\":%.1f,\"objective\":%s}\n",
                sort ? "source" : "file", LEMON_VERSION, totals.status.c_str(), totals.build_seconds, totals.solve_seconds, totals.cpu_seconds,
                peak_rss_mb(), objective.c_str());
    return 0;
}
