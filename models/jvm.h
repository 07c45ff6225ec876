/* jvm.h - the rules of a Java heap: how large it is, what collecting it costs, how much
 * of it is resident. Pure functions; see jvm.c for the measurements behind them.
 *
 * L is the live set (live objects, bytes), H the heap's limit (-Xmx), both in bytes.
 */
#ifndef OVERSTACK_MODELS_JVM_H
#define OVERSTACK_MODELS_JVM_H

#include "models/service_def.h"

/* Share of H that objects can fill before an allocation fails (measured). */
#define JVM_USABLE_SHARE 0.965

/* The heap a JVM takes when it is not told: rule is an enum jvm_heap_rule,
 * memory_bytes what it sees (mem_limit, or the machine's RAM). */
double jvm_default_heap_bytes(int rule, double memory_bytes);

/* H: `heap` where given, else the default. */
double jvm_heap_bytes(const struct jvm_def *jvm, double memory_bytes);

/* Committed when the JVM starts: `start_heap`, else 1/64 of memory; the whole heap
 * under Elasticsearch's rule. Never above heap_bytes. */
double jvm_start_heap_bytes(const struct jvm_def *jvm, double heap_bytes,
                            double memory_bytes);

/* CPU seconds of collection for each byte allocated; at most 50 ms per MB, which is
 * also the answer when L leaves no room. */
double jvm_collection_s_per_byte(double heap_bytes, double live_bytes);

/* Does a live set of that size fit? If not, an allocation fails (`on_oom`). */
bool jvm_fits(double heap_bytes, double live_bytes);

/* Resident heap at that live set: min(H, max(start heap, 2.5 L)). The caller keeps the
 * largest value seen, since a JVM gives nothing back. start_bytes: of
 * jvm_start_heap_bytes. */
double jvm_committed_bytes(double heap_bytes, double start_bytes, double live_bytes);

/* Metaspace, compiled code, and stacks of so many threads. */
double jvm_overhead_bytes(double threads);

/* Does the JVM take this for a server and choose G1? Else it runs Serial. */
bool jvm_server_class(double vcpus, double memory_bytes);

/* Share of the committed heap that garbage fills before a collection. */
double jvm_young_share(bool server_class);

/* `heap used` as a monitor shows it: a sawtooth from L up to the peak. */
double jvm_used_mean_bytes(double heap_bytes, double committed_bytes, double live_bytes,
                           bool server_class);
double jvm_used_peak_bytes(double heap_bytes, double committed_bytes, double live_bytes,
                           bool server_class);

#endif
