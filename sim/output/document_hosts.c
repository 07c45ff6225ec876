/* document_hosts.c - see document_hosts.h.
 */
#include "sim/output/document_hosts.h"

#include "sim/output/document_add.h"

#include <math.h>

static void add_cpu(json_t *host, const struct host_summary *found)
{
    json_t *cpu = document_add_object(host, "cpu");
    document_add_number(cpu, "mean", found->cpu_mean);
    document_add_number(cpu, "peak", found->cpu_peak);
    document_add_number(cpu, "user", found->cpu_user);
    document_add_number(cpu, "system", found->cpu_system);
    document_add_number(cpu, "iowait", found->cpu_iowait);
    document_add_number(cpu, "steal", found->cpu_steal);
    document_add_number(cpu, "peak_5min", found->cpu_peak_5min);
}

static void add_memory(json_t *host, const struct host_summary *found)
{
    json_t *memory = document_add_object(host, "memory");
    document_add_number(memory, "total", found->memory_total);
    document_add_number(memory, "mean", found->memory_mean);
    document_add_number(memory, "peak", found->memory_peak);
    document_add_number(memory, "need_peak", found->memory_need_peak);
    document_add_number(memory, "need_highest", found->memory_need_highest);
    document_add_number(memory, "swap_peak", found->swap_peak);
    document_add_number(memory, "swap_total", found->swap_total);
}

static void add_credits(json_t *host, const struct host_summary *found)
{
    if (!(found->has_credits > 0)) {
        document_add(host, "credits", json_null());
        return;
    }
    json_t *credits = document_add_object(host, "credits");
    document_add_number(credits, "start", found->credits_start);
    document_add_number(credits, "end", found->credits_end);
    document_add_number(credits, "min", found->credits_min);
    document_add_number(credits, "depleted_at_s", found->credits_depleted_at);
    document_add_number(credits, "surplus", found->credits_surplus);
}

static void add_volume(json_t *host, const struct host_summary *found)
{
    if (isnan(found->volume_utilization)) {
        document_add(host, "volume", json_null());
        return;
    }
    json_t *volume = document_add_object(host, "volume");
    document_add_number(volume, "utilization", found->volume_utilization);
    document_add_number(volume, "peak", found->volume_peak);
}

static void add_network(json_t *host, const struct host_summary *found)
{
    if (isnan(found->network_utilization) && isnan(found->network_out_bytes)) {
        document_add(host, "network", json_null());
        return;
    }
    json_t *network = document_add_object(host, "network");
    document_add_number(network, "utilization", found->network_utilization);
    document_add_number(network, "peak", found->network_peak);
    document_add_number(network, "out_bytes", found->network_out_bytes);
    document_add_number(network, "in_bytes", found->network_in_bytes);
    document_add_number(network, "internet_bytes", found->network_internet_bytes);
    document_add_number(network, "same_zone_bytes", found->network_same_zone_bytes);
    document_add_number(network, "cross_zone_bytes", found->network_cross_zone_bytes);
    document_add_number(network, "region_bytes", found->network_region_bytes);
}

static void add_host(json_t *hosts, const struct host_summary *found)
{
    json_t *host = document_add_object(hosts, found->name);
    document_add_text(host, "instance", found->instance);
    add_cpu(host, found);
    add_memory(host, found);
    add_credits(host, found);
    add_volume(host, found);
    add_network(host, found);
    document_add_number(host, "oom_kills", found->oom_kills);
    document_add_number(host, "unreachable_s", found->unreachable_s);
    document_add_number(host, "unreachable_at_s", found->unreachable_at);
    if (!isnan(found->hours))
        document_add_number(host, "hours", found->hours);
}

json_t *document_hosts_create(const struct summary *summary)
{
    json_t *hosts = json_object();
    for (uint32_t i = 0; i < summary->design->machine_count; i++)
        add_host(hosts, &summary->hosts[i]);
    return hosts;
}

json_t *document_hosts_groups(const struct summary *summary)
{
    if (summary->group_count == 0)
        return NULL;
    json_t *groups = json_object();
    for (uint32_t i = 0; i < summary->group_count; i++) {
        const struct group_summary *found = &summary->groups[i];
        json_t *group = document_add_object(groups, found->name);
        document_add_number(group, "min", found->min);
        document_add_number(group, "max", found->max);
        json_t *serving = document_add_object(group, "serving");
        document_add_number(serving, "mean", found->mean);
        document_add_number(serving, "peak", found->peak);
        document_add_number(serving, "end", found->end);
        document_add_number(group, "machine_hours", found->hours);
        document_add_number(group, "launches", found->launches);
        document_add_number(group, "scale_outs", found->scale_outs);
        document_add_number(group, "scale_ins", found->scale_ins);
        document_add_number(group, "replaced", found->replaced);
        document_add_number(group, "limited_at_s", found->limited_at);
    }
    return groups;
}
