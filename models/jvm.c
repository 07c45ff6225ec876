/* jvm.c - the rules of a Java heap.
 *
 * Collection. A young collection copies what survived, so its cost for each MB allocated
 * is about constant; a full one marks and compacts the live set L, and is due each time
 * the room that L leaves, usable - L, has been allocated. Together, for each MB:
 *
 *     0.17 ms + 0.22 ms * L / (0.965 H - L),  at most 50 ms
 *
 * Measured with Serial (JDK 17, 256 MB heap, 50 MB/s of 1 KB objects of which 10%
 * survive, one EPYC core): within 15% from L = 12% to 92% of H. Past 95% the JVM does
 * nothing but collect; the limit of 50 ms stands for that (about 45 were measured there).
 *
 * Size. HotSpot takes a quarter of the memory it sees, but half of it while that is
 * below its built-in 126 MB, and never less than these 126 MB otherwise. Measured with
 * -XX:MaxRAM: 128 MB -> 64, 256 -> 126, 512 -> 128, 1024 -> 256. Elasticsearch 7.11+
 * (MachineDependentHeap.java): 0.4 below 1 GiB of RAM, at least 128 MB, else half, at
 * most 31 GB; minimum and maximum are set alike, so all of it is committed at start.
 *
 * Residence. Serial grows its heap so that 40% is free after a collection and does not
 * shrink it below 70% free, which in practice leaves about 2.5 times the live set.
 */
#include "models/jvm.h"

#include <math.h>

#define MIB 1048576.0
#define GIB 1073741824.0

/* Cost of collection in ms for each MB allocated: the fit described above. */
#define COLLECT_YOUNG_MS 0.17
#define COLLECT_FULL_MS  0.22
#define COLLECT_MOST_MS  50.0

/* HotSpot's built-in MaxHeapSize, as -XX:+PrintFlagsFinal shows it on a small machine. */
#define HEAP_BUILT_IN (126 * MIB)

double jvm_default_heap_bytes(int rule, double memory_bytes)
{
    if (rule == JVM_HEAP_ELASTICSEARCH) {
        if (memory_bytes < GIB)
            return fmax(0.4 * memory_bytes, 128 * MIB);
        return fmin(0.5 * memory_bytes, 31 * GIB);
    }
    if (memory_bytes / 2 < HEAP_BUILT_IN)
        return memory_bytes / 2;
    return fmax(memory_bytes / 4, HEAP_BUILT_IN);
}

double jvm_heap_bytes(const struct jvm_def *jvm, double memory_bytes)
{
    return isnan(jvm->heap_bytes) ? jvm_default_heap_bytes(jvm->heap_rule, memory_bytes)
                                  : jvm->heap_bytes;
}

double jvm_start_heap_bytes(const struct jvm_def *jvm, double heap_bytes,
                            double memory_bytes)
{
    if (jvm->heap_rule == JVM_HEAP_ELASTICSEARCH)
        return heap_bytes;
    if (!isnan(jvm->start_heap_bytes))
        return fmin(jvm->start_heap_bytes, heap_bytes);
    return fmin(memory_bytes / 64, heap_bytes);
}

double jvm_collection_s_per_byte(double heap_bytes, double live_bytes)
{
    const double room = JVM_USABLE_SHARE * heap_bytes - live_bytes;
    double cost_ms = COLLECT_MOST_MS;
    if (room > 0)
        cost_ms = fmin(COLLECT_YOUNG_MS + COLLECT_FULL_MS * live_bytes / room, cost_ms);
    return cost_ms * 1e-3 / MIB;
}

bool jvm_fits(double heap_bytes, double live_bytes)
{
    return live_bytes <= JVM_USABLE_SHARE * heap_bytes;
}

double jvm_committed_bytes(double heap_bytes, double start_bytes, double live_bytes)
{
    return fmin(heap_bytes, fmax(start_bytes, 2.5 * live_bytes));
}

double jvm_overhead_bytes(double threads)
{
    return 120 * MIB + threads * MIB / 10;
}

bool jvm_server_class(double vcpus, double memory_bytes)
{
    return vcpus >= 2 && memory_bytes >= 1792 * MIB;
}

double jvm_young_share(bool server_class)
{
    return server_class ? 0.6 : 1.0 / 3;
}

/* Garbage fills this much before it is collected; the usable heap may end it earlier. */
static double young_bytes(double heap_bytes, double committed_bytes, double live_bytes,
                          bool server_class)
{
    const double young = jvm_young_share(server_class) * committed_bytes;
    return fmax(0, fmin(young, JVM_USABLE_SHARE * heap_bytes - live_bytes));
}

double jvm_used_mean_bytes(double heap_bytes, double committed_bytes, double live_bytes,
                           bool server_class)
{
    return live_bytes +
           young_bytes(heap_bytes, committed_bytes, live_bytes, server_class) / 2;
}

double jvm_used_peak_bytes(double heap_bytes, double committed_bytes, double live_bytes,
                           bool server_class)
{
    return live_bytes +
           young_bytes(heap_bytes, committed_bytes, live_bytes, server_class);
}
