/* image.c - see image.h. The names are those of Docker Hub and of the makers' registries.
 */
#include "sim/import/image.h"

#include <string.h>

static const struct image programs[] = {
    {"postgres", "postgresql", ROLE_DATABASE, NULL},
    {"postgresql", "postgresql", ROLE_DATABASE, NULL},
    {"postgis", "postgresql", ROLE_DATABASE, NULL},
    {"pgvector", "postgresql", ROLE_DATABASE, NULL},
    {"timescaledb", "postgresql", ROLE_DATABASE, NULL},
    {"mysql", "mysql", ROLE_DATABASE, NULL},
    {"mysql-server", "mysql", ROLE_DATABASE, NULL},
    {"mariadb", "mysql", ROLE_DATABASE, "MariaDB by the figures of MySQL"},
    {"percona", "mysql", ROLE_DATABASE, "Percona Server by the figures of MySQL"},
    {"mongo", "mongo", ROLE_DOCUMENTS, NULL},
    {"mongodb", "mongo", ROLE_DOCUMENTS, NULL},
    {"mongodb-community-server", "mongo", ROLE_DOCUMENTS, NULL},
    {"memcached", "memcached", ROLE_CACHE, NULL},
    {"redis", "redis", ROLE_CACHE, NULL},
    {"redis-stack", "redis", ROLE_CACHE, "without what its modules need"},
    {"redis-stack-server", "redis", ROLE_CACHE, "without what its modules need"},
    {"valkey", "redis", ROLE_CACHE, "Valkey by the figures of Redis"},
    {"keydb", "redis", ROLE_CACHE, "KeyDB by the figures of Redis"},
    {"rabbitmq", "rabbitmq", ROLE_BROKER, NULL},
    {"kafka", "kafka", ROLE_BROKER, NULL},
    {"cp-kafka", "kafka", ROLE_BROKER, NULL},
    {"kafka-native", "kafka", ROLE_BROKER,
     "Kafka as a native program, by the figures of the JVM"},
    {"wordpress", "wordpress", ROLE_APP, NULL},
    {"drupal", "php-apache", ROLE_APP, "Drupal by the figures of a bare PHP"},
    {"joomla", "php-apache", ROLE_APP, "Joomla by the figures of a bare PHP"},
    {"nextcloud", "php-apache", ROLE_APP, "Nextcloud by the figures of a bare PHP"},
    {"elasticsearch", "elasticsearch", ROLE_SEARCH, NULL},
    {"elasticsearch-nori", "elasticsearch", ROLE_SEARCH, NULL},
    {"opensearch", "elasticsearch", ROLE_SEARCH,
     "OpenSearch by the figures of Elasticsearch"},
    {"logstash", "logstash", ROLE_OTHER, NULL},
    {"logstash-oss", "logstash", ROLE_OTHER, NULL},
    {"nginx", "nginx", ROLE_PROXY, NULL},
    {"nginx-unprivileged", "nginx", ROLE_PROXY, NULL},
    {"nginx-proxy", "nginx", ROLE_PROXY, NULL},
    {"openresty", "nginx", ROLE_PROXY, "OpenResty by the figures of nginx"},
    {"caddy", "nginx", ROLE_PROXY, "Caddy by the figures of nginx"},
    {"traefik", "nginx", ROLE_PROXY, "Traefik by the figures of nginx"},
    {"haproxy", "nginx", ROLE_PROXY, "HAProxy by the figures of nginx"},
    {"prometheus", "prometheus", ROLE_OTHER, NULL},
    {"grafana", "grafana", ROLE_OTHER, NULL},
    {"grafana-oss", "grafana", ROLE_OTHER, NULL},
    {"grafana-enterprise", "grafana", ROLE_OTHER, NULL},
    {"minio", NULL, ROLE_STORE, NULL},
    {"cassandra", NULL, ROLE_STORE, NULL},
    {"scylla", NULL, ROLE_STORE, NULL},
    {"neo4j", NULL, ROLE_STORE, NULL},
    {"influxdb", NULL, ROLE_STORE, NULL},
    {"clickhouse", NULL, ROLE_STORE, NULL},
    {"clickhouse-server", NULL, ROLE_STORE, NULL},
    {"cockroach", NULL, ROLE_STORE, NULL},
    {"couchdb", NULL, ROLE_STORE, NULL},
    {"mssql", NULL, ROLE_STORE, NULL},
    {"oracle-xe", NULL, ROLE_STORE, NULL},
    {"dynamodb-local", NULL, ROLE_STORE, NULL},
    {"localstack", NULL, ROLE_STORE, NULL},
    {"meilisearch", NULL, ROLE_STORE, NULL},
    {"typesense", NULL, ROLE_STORE, NULL},
    {"qdrant", NULL, ROLE_STORE, NULL},
    {"weaviate", NULL, ROLE_STORE, NULL},
    {"chroma", NULL, ROLE_STORE, NULL},
    {"etcd", NULL, ROLE_STORE, NULL},
    {"consul", NULL, ROLE_STORE, NULL},
    {"vault", NULL, ROLE_STORE, NULL},
    {"nats", NULL, ROLE_STORE, NULL},
    {"eclipse-mosquitto", NULL, ROLE_STORE, NULL},
    {"pulsar", NULL, ROLE_STORE, NULL},
    {"adminer", NULL, ROLE_TOOL, NULL},
    {"phpmyadmin", NULL, ROLE_TOOL, NULL},
    {"pgadmin4", NULL, ROLE_TOOL, NULL},
    {"mongo-express", NULL, ROLE_TOOL, NULL},
    {"redis-commander", NULL, ROLE_TOOL, NULL},
    {"redisinsight", NULL, ROLE_TOOL, NULL},
    {"kafka-ui", NULL, ROLE_TOOL, NULL},
    {"kafdrop", NULL, ROLE_TOOL, NULL},
    {"zookeeper", NULL, ROLE_TOOL, NULL},
    {"cp-zookeeper", NULL, ROLE_TOOL, NULL},
    {"portainer", NULL, ROLE_TOOL, NULL},
    {"portainer-ce", NULL, ROLE_TOOL, NULL},
    {"cadvisor", NULL, ROLE_TOOL, NULL},
    {"node-exporter", NULL, ROLE_TOOL, NULL},
    {"mailhog", NULL, ROLE_TOOL, NULL},
    {"mailpit", NULL, ROLE_TOOL, NULL},
    {"flower", NULL, ROLE_TOOL, NULL},
    {"filebeat", NULL, ROLE_TOOL, NULL},
    {"metricbeat", NULL, ROLE_TOOL, NULL},
    {"fluentd", NULL, ROLE_TOOL, NULL},
    {"fluent-bit", NULL, ROLE_TOOL, NULL},
    {"loki", NULL, ROLE_TOOL, NULL},
    {"promtail", NULL, ROLE_TOOL, NULL},
    {"alertmanager", NULL, ROLE_TOOL, NULL},
    {"opentelemetry-collector", NULL, ROLE_TOOL, NULL},
    {"watchtower", NULL, ROLE_TOOL, NULL},
    {"certbot", NULL, ROLE_TOOL, NULL},
};

static const struct image languages[] = {
    {"openjdk", "spring-boot", ROLE_APP, NULL},
    {"eclipse-temurin", "spring-boot", ROLE_APP, NULL},
    {"amazoncorretto", "spring-boot", ROLE_APP, NULL},
    {"adoptopenjdk", "spring-boot", ROLE_APP, NULL},
    {"zulu-openjdk", "spring-boot", ROLE_APP, NULL},
    {"liberica-openjdk-alpine", "spring-boot", ROLE_APP, NULL},
    {"tomcat", "spring-boot", ROLE_APP, NULL},
    {"gradle", "spring-boot", ROLE_APP, NULL},
    {"maven", "spring-boot", ROLE_APP, NULL},
    {"node", "node-express", ROLE_APP, NULL},
    {"bun", "node-express", ROLE_APP, "Bun by the figures of Node.js"},
    {"python", "flask", ROLE_APP, NULL},
    {"php", "php-apache", ROLE_APP, NULL},
};

const char *image_name(const char *image, struct arena *arena)
{
    const char *slash = strrchr(image, '/');
    const char *name = slash ? slash + 1 : image;
    return arena_text(arena, name, strcspn(name, ":@"));
}

static const struct image *image_find(const struct image *images, size_t count,
                                      const char *image, struct arena *arena)
{
    const char *name = image_name(image, arena);
    for (size_t i = 0; i < count; i++)
        if (strcmp(images[i].name, name) == 0)
            return &images[i];
    return NULL;
}

const struct image *image_program(const char *image, struct arena *arena)
{
    return image_find(programs, sizeof(programs) / sizeof(programs[0]), image, arena);
}

const struct image *image_language(const char *image, struct arena *arena)
{
    return image_find(languages, sizeof(languages) / sizeof(languages[0]), image, arena);
}
