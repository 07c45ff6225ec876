/* cost_cluster.c - see cost_cluster.h.
 *
 *   nodes      nodes x 730 h x price of engine and class
 *   standby    multi-AZ: as much again, unless the catalog has a price for both
 *   storage    nodes x GB x price; a standby has the same. Aurora's nodes share theirs
 *   I/O        Aurora: requests to its storage, by the million
 *
 * Where the region has no price of an engine, that of its sibling (Aurora for MySQL and
 * for PostgreSQL; Memcached and Redis) stands in, and the line says so. Surplus credits
 * are a line of the machine's (cost_hosts.c).
 */
#include "models/cost_cluster.h"

#include <math.h>

/* ---- prices ---- */

static const char *const cluster_services[] = {[CLUSTER_RDS] = "RDS",
                                               [CLUSTER_CACHE] = "ElastiCache",
                                               [CLUSTER_SEARCH] = "OpenSearch"};

static const char *cluster_service(const struct service_def *service)
{
    return cluster_services[cluster_def_kind(service->kind_text)];
}

/* Aurora's two engines share most prices, which the lists give once. */
static const char *cluster_sibling(int engine)
{
    switch (engine) {
    case CLUSTER_AURORA_MYSQL:
        return cluster_def_engine_names[CLUSTER_AURORA_POSTGRES];
    case CLUSTER_AURORA_POSTGRES:
        return cluster_def_engine_names[CLUSTER_AURORA_MYSQL];
    default:
        return NULL;
    }
}

/* "aurora-mysql db.r6g.large", "aurora db.r6g.large", then the sibling's. */
static struct cost_price rds_price(const struct cost_bill *bill,
                                   const struct service_def *service, const char *what)
{
    const int engine = service->cluster.engine;
    const char *sibling = cluster_sibling(engine);
    struct cost_price price = cost_lines_catalog(
        bill, "RDS",
        arena_format(bill->arena, "%s %s", cluster_def_engine_names[engine], what));
    if (isnan(price.usd) && sibling)
        price =
            cost_lines_catalog(bill, "RDS", arena_format(bill->arena, "aurora %s", what));
    if (!isnan(price.usd) || !sibling)
        return price;
    price = cost_lines_catalog(bill, "RDS",
                               arena_format(bill->arena, "%s %s", sibling, what));
    if (!isnan(price.usd))
        price.source =
            arena_format(bill->arena, "%s's price stands in: %s", sibling, price.source);
    return price;
}

static struct cost_price catalog_hour_price(const struct cost_bill *bill,
                                            const struct service_def *service)
{
    const struct cluster_def *cluster = &service->cluster;
    switch (cluster_def_kind(service->kind_text)) {
    case CLUSTER_RDS:
        return rds_price(bill, service, cluster->class_name);
    case CLUSTER_CACHE: /* Memcached costs as much as Redis: ElastiCache's price list */
        return cost_lines_catalog(
            bill, "ElastiCache",
            arena_format(bill->arena, "%s_%s", cluster->class_name,
                         cluster->engine == CLUSTER_VALKEY ? "valkey" : "redis"));
    default:
        return cost_lines_catalog(bill, "OpenSearch", cluster->class_name);
    }
}

static struct cost_price hour_price(const struct cost_bill *bill,
                                    const struct service_def *service)
{
    if (!service->price.given)
        return catalog_hour_price(bill, service);
    struct cost_price own = cost_lines_given(bill, &service->price);
    if (service->price.per == PRICE_PER_MONTH)
        own.usd /= COST_MONTH_H;
    return own;
}

static struct cost_price standby_price(const struct cost_bill *bill,
                                       const struct service_def *service)
{
    struct cost_price one = hour_price(bill, service);
    if (service->price.given)
        return one;
    const struct cost_price both =
        rds_price(bill, service,
                  arena_format(bill->arena, "%s multi-az", service->cluster.class_name));
    return isnan(both.usd)
               ? one
               : (struct cost_price){.usd = both.usd - one.usd, .source = both.source};
}

struct cost_price cost_cluster_surplus_price(const struct cost_bill *bill,
                                             const struct service_def *service)
{
    const bool aurora = cluster_def_is_aurora(&service->cluster);
    return cost_lines_catalog(bill, cluster_service(service),
                              aurora ? "aurora cpu_credits" : "cpu_credits");
}

/* The free tier is for databases in one zone: with a standby the price is under no row
 * that it covers. */
static struct cost_price one_zone(const struct service_def *service,
                                  struct cost_price price)
{
    if (service->cluster.multi_az == 1)
        price.listed = NULL;
    return price;
}

/* ---- lines ---- */

static void add_nodes(struct cost_bill *bill, const struct service_def *service,
                      double nodes, double run_h)
{
    const struct cluster_def *cluster = &service->cluster;
    const char *name = service->item.name;
    const char *engine = cluster_def_engine_names[cluster->engine];
    const struct cost_amount hours = cost_lines_hours(nodes, COST_MONTH_H, run_h);
    const char *item = nodes > 1 ? arena_format(bill->arena, "%s: %s on %g x %s", name,
                                                engine, nodes, cluster->class_name)
                                 : arena_format(bill->arena, "%s: %s on %s", name, engine,
                                                cluster->class_name);
    cost_lines_add(bill, item, hours, "h", one_zone(service, hour_price(bill, service)),
                   COST_FIXED);
    if (cluster->multi_az == 1)
        cost_lines_add(bill, arena_format(bill->arena, "%s: standby (multi-AZ)", name),
                       hours, "h", one_zone(service, standby_price(bill, service)),
                       COST_FIXED);
}

static void add_volumes(struct cost_bill *bill, const struct service_def *service,
                        double volumes)
{
    const struct cluster_storage_def *storage = &service->cluster.storage;
    const bool gp2 = storage->type == VOLUME_GP2;
    const char *standby = service->cluster.multi_az != 1 ? ""
                          : volumes > 2                  ? ", standbys included"
                                                         : ", standby included";
    char size[UNIT_TEXT];
    units_write_size(size, storage->size_bytes);
    cost_lines_add(
        bill,
        arena_format(bill->arena, "%s: %g x %s %s%s", service->item.name, volumes, size,
                     gp2 ? "gp2" : "gp3", standby),
        cost_lines_monthly(bill, volumes * storage->size_bytes / COST_GB), "GB-month",
        one_zone(service, cost_lines_catalog(bill, cluster_service(service),
                                             gp2 ? "storage_gp2" : "storage_gp3")),
        COST_FIXED);
}

static double io_requests(const struct cost_bill *bill, const struct host_def *host)
{
    double requests = 0;
    for (uint32_t i = 0; i < host->machine_count; i++)
        requests += bill->usage->machines[host->first_machine + i].io_requests;
    return requests;
}

static void add_aurora(struct cost_bill *bill, const struct host_def *host)
{
    const struct service_def *service = host->managed;
    const char *name = service->item.name;
    const double bytes = service->cluster.storage.size_bytes;
    char size[UNIT_TEXT];
    units_write_size(size, bytes);
    cost_lines_add(bill, arena_format(bill->arena, "%s: storage, %s", name, size),
                   cost_lines_monthly(bill, bytes / COST_GB), "GB-month",
                   rds_price(bill, service, "storage"), COST_FIXED);
    cost_lines_add(bill, arena_format(bill->arena, "%s: storage I/O", name),
                   cost_lines_metered(bill, io_requests(bill, host)), "requests",
                   rds_price(bill, service, "io"), COST_METERED);
}

void cost_cluster_add(struct cost_bill *bill, const struct host_def *host, double run_h)
{
    const struct service_def *service = host->managed;
    const struct cluster_def *cluster = &service->cluster;
    const double nodes = host->machine_count;
    add_nodes(bill, service, nodes, run_h);
    if (cluster_def_kind(service->kind_text) == CLUSTER_CACHE)
        return;
    if (host->volume.type == VOLUME_AURORA)
        add_aurora(bill, host);
    else
        add_volumes(bill, service, cluster->multi_az == 1 ? 2 * nodes : nodes);
}
