// SPDX-License-Identifier: GPL-2.0-or-later
/* nodes.c - see nodes.h. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "base/parse.h"
#include "reader/nodes.h"

#define DIRECTORY "sys/devices/system/node/"

int node_list_parse(const char *text, bool ret[MAX_NODES])
{
	memset(ret, 0, MAX_NODES * sizeof(*ret));
	while (*text) {
		uint64_t first, last;

		if (parse_u64(&text, 10, &first) < 0)
			return -EINVAL;
		last = first;
		if (skip_prefix(&text, "-") && parse_u64(&text, 10, &last) < 0)
			return -EINVAL;
		if (last < first || last >= MAX_NODES || (*text && !skip_prefix(&text, ",")))
			return -EINVAL;
		for (uint64_t i = first; i <= last; i++)
			ret[i] = true;
	}
	return 0;
}

static int read_list(const struct root *root, const char *path, bool ret[MAX_NODES],
		     struct error *err)
{
	_cleanup_free_ char *line = root_read_line(root, path);

	if (!line)
		return error_set(err, ERROR_NOT_FOUND, "%s/%s: cannot be read", root->path, path);
	if (node_list_parse(line, ret) < 0)
		return error_set(err, ERROR_PARSE, "%s/%s: no list of nodes: \"%.40s\"", root->path,
				 path, line);
	return 0;
}

static int read_distances(const struct root *root, struct numa_node *node, size_t nr,
			  struct error *err)
{
	_cleanup_free_ char *line = NULL;
	const char *at;
	char path[64];

	snprintf(path, sizeof(path), DIRECTORY "node%d/distance", node->id);
	line = root_read_line(root, path);
	node->distances = calloc(nr, sizeof(*node->distances));
	if (!node->distances)
		return error_no_memory(err);
	at = line ?: "";
	for (size_t i = 0; i < nr; i++) {
		uint64_t distance;

		at = skip_spaces(at);
		if (parse_u64(&at, 10, &distance) < 0 || distance > INT_MAX)
			return error_set(err, ERROR_PARSE, "%s/%s: not %zu distances", root->path,
					 path, nr);
		node->distances[i] = distance;
	}
	return 0;
}

static int read_all(const struct root *root, struct numa_nodes *nodes, struct error *err)
{
	bool online[MAX_NODES], memory[MAX_NODES], cpu[MAX_NODES];
	int rc;

	rc = read_list(root, DIRECTORY "online", online, err);
	if (rc == 0)
		rc = read_list(root, DIRECTORY "has_memory", memory, err);
	if (rc == 0)
		rc = read_list(root, DIRECTORY "has_cpu", cpu, err);
	if (rc < 0)
		return rc;
	nodes->items = calloc(MAX_NODES, sizeof(*nodes->items));
	if (!nodes->items)
		return error_no_memory(err);
	for (int i = 0; i < MAX_NODES; i++)
		if (online[i])
			nodes->items[nodes->nr++] = (struct numa_node){
				.id = i, .has_memory = memory[i], .has_cpu = cpu[i]};
	for (size_t i = 0; i < nodes->nr && rc == 0; i++)
		rc = read_distances(root, &nodes->items[i], nodes->nr, err);
	return rc;
}

/* As include/linux/topology.h has them where the firmware says nothing. */
#define LOCAL_DISTANCE	10
#define REMOTE_DISTANCE 20

static int set_distances(struct numa_nodes *nodes, struct error *err)
{
	for (size_t i = 0; i < nodes->nr; i++) {
		unsigned int *distances = calloc(nodes->nr, sizeof(*distances));

		nodes->items[i].distances = distances;
		if (!distances)
			return error_no_memory(err);
		for (size_t j = 0; j < nodes->nr; j++)
			distances[j] = i == j ? LOCAL_DISTANCE : REMOTE_DISTANCE;
	}
	return 0;
}

/* Those that have zones, or node 0 where no zone is known. */
static int nodes_of_zones(const struct zone_array *zones, struct numa_nodes *ret, struct error *err)
{
	bool memory[MAX_NODES] = {!zones->nr};

	for (size_t i = 0; i < zones->nr; i++)
		if (zones->items[i].node < MAX_NODES)
			memory[zones->items[i].node] = true;
	ret->items = calloc(MAX_NODES, sizeof(*ret->items));
	if (!ret->items)
		return error_no_memory(err);
	for (int i = 0; i < MAX_NODES; i++)
		if (memory[i])
			ret->items[ret->nr++] =
				(struct numa_node){.id = i, .has_memory = true, .has_cpu = true};
	return set_distances(ret, err) ?: ret->nr > 1;
}

int nodes_with_memory(const struct root *root, bool ret[MAX_NODES], struct error *err)
{
	return read_list(root, DIRECTORY "has_memory", ret, err);
}

int nodes_read(const struct root *root, const struct zone_array *zones, struct numa_nodes *ret,
	       struct error *err)
{
	struct numa_nodes nodes = {0};
	int fd, rc;

	fd = root_open_file(root, DIRECTORY "online", NULL);
	if (fd >= 0)
		close(fd);
	rc = fd < 0 ? nodes_of_zones(zones, &nodes, err) : read_all(root, &nodes, err);
	if (rc < 0) {
		numa_nodes_clear(&nodes);
		return rc;
	}
	*ret = nodes;
	return rc;
}
