// SPDX-License-Identifier: GPL-2.0-or-later
/* machine.c - see machine.h. */
#include <sys/syscall.h>
#include <unistd.h>

#include "cli/machine.h"
#include "reader/nodes.h"
#include "reader/zones.h"

void machine_clear(struct gfp_machine *machine)
{
	zone_array_clear(&machine->zones);
	numa_nodes_clear(&machine->nodes);
}

static bool has_node(const struct numa_nodes *nodes, int id)
{
	for (size_t i = 0; i < nodes->nr; i++)
		if (nodes->items[i].id == id)
			return true;
	return false;
}

static int choose_node(const struct context *context, const struct option_uint *wanted,
		       struct gfp_machine *machine, struct error *err)
{
	unsigned int node;

	machine->node = machine->nodes.nr ? machine->nodes.items[0].id : 0;
	if (wanted->given) {
		if (!has_node(&machine->nodes, wanted->value))
			return error_set(err, ERROR_NOT_FOUND, "no node %u here", wanted->value);
		machine->node = wanted->value;
	} else if (context->root.live && syscall(SYS_getcpu, NULL, &node, NULL) == 0 &&
		   has_node(&machine->nodes, node)) {
		machine->node = node;
	}
	return 0;
}

static void say(const struct error *why)
{
	if (why->code)
		error_print(why, 0);
}

/* Without zones or nodes, flags are decoded all the same; what is not known is said once. */
static int read_zones(const struct context *context, bool need_zones, struct gfp_machine *machine,
		      struct error *err)
{
	const struct root *root = &context->root;
	struct error why = {0};
	int rc = zones_read(root, &machine->zones, need_zones ? err : &why);

	if (rc < 0 && need_zones)
		return rc;
	say(&why);
	why = (struct error){0};
	rc = nodes_read(root, &machine->zones, &machine->nodes, &why);
	if (rc > 0)
		error_set(&why, ERROR_NOT_FOUND,
			  "%s: how far its nodes are apart is not known (no "
			  "sys/devices/system/node): they are tried in the order of their numbers",
			  root->path);
	say(&why);
	return 0;
}

static void say_assumed(const struct context *context, const struct gfp_bits *bits,
			const struct error *why)
{
	struct error assumed = {0};

	error_set(&assumed, why->code, "the bits of the flags are %s%s: %s", bits->from,
		  context->system.kernel ? "" : ", for the release of the kernel is not known",
		  why->text);
	error_print(&assumed, 0);
}

int machine_read(const struct context *context, const struct option_uint *node, bool need_zones,
		 struct gfp_machine *machine, struct error *err)
{
	struct error why = {0};
	int rc;

	gfp_find_bits(&context->root, context->system.kernel, &machine->bits, &why);
	if (why.code)
		say_assumed(context, &machine->bits, &why);
	rc = read_zones(context, need_zones, machine, err);
	return rc < 0 ? rc : choose_node(context, node, machine, err);
}
