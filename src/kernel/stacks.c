// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stacks.c - stacks in vmalloc space: of which task.
 *
 * Nothing leads from a stack to its task, so all tasks are looked at once: those of the list that
 * begins with init_task, the threads of each, and the idle tasks, which no list has.
 */
#include <string.h>

#include "base/array.h"
#include "kernel/stacks.h"
#include "kernel/structs.h"
#include "kernel/variables.h"

/* Members of the structs that are needed; the table below is in this order. */
enum task_field {
	TASK_STACK,
	TASK_PID,
	TASK_TGID,
	TASK_COMM,
	TASK_STACK_VM_AREA,
	TASK_SIGNAL,
	TASK_TASKS,
	TASK_TASKS_NEXT,
	TASK_THREAD_NODE,
	TASK_THREAD_NODE_NEXT,
	NR_TASK_FIELDS,
};
enum stack_area_field { STACK_AREA_ADDR, STACK_AREA_NR_PAGES, NR_STACK_AREA_FIELDS };

/**
 * struct task_stack - a task
 * @stack: where its stack begins
 * @task: its task_struct
 * @cpu: whose idle task it is, or ABSENT
 */
struct task_stack {
	uint64_t stack, task, cpu;
};

/**
 * struct stack_table - stacks of all tasks
 * @items: the tasks
 * @nr: how many
 * @stack_bytes: size of a stack
 * @thread_head: of struct signal_struct's list of threads
 * @task: members of struct task_struct
 * @area: members of struct vm_struct
 */
struct stack_table {
	struct task_stack *items;
	size_t nr;
	uint64_t stack_bytes;
	struct btf_field thread_head;
	struct btf_field task[NR_TASK_FIELDS];
	struct btf_field area[NR_STACK_AREA_FIELDS];
};

/* Of threads; PID_MAX_LIMIT is 4 million. Keeps memory below some MiB, too. */
#define MAX_TASKS (1 << 18)

/* How often the lists are walked until they hold together. */
#define MAX_WALKS 4

/* THREAD_SIZE is 16 KiB on most machines, and more with KASAN. */
#define MAX_STACK_PAGES 256

static const struct btf_field task_fields[NR_TASK_FIELDS] = {
	[TASK_STACK] = {"task_struct", "stack"},
	[TASK_PID] = {"task_struct", "pid"},
	[TASK_TGID] = {"task_struct", "tgid"},
	[TASK_COMM] = {"task_struct", "comm"},
	/* Only with CONFIG_VMAP_STACK; without it no stack is in vmalloc space. */
	[TASK_STACK_VM_AREA] = {"task_struct", "stack_vm_area"},
	[TASK_SIGNAL] = {"task_struct", "signal"},
	[TASK_TASKS] = {"task_struct", "tasks"},
	[TASK_TASKS_NEXT] = {"task_struct", "tasks.next"},
	[TASK_THREAD_NODE] = {"task_struct", "thread_node"},
	[TASK_THREAD_NODE_NEXT] = {"task_struct", "thread_node.next"},
};

static int learn_tasks(struct owner_finder *finder, struct error *err);

static void clear_stacks(void *state)
{
	free(((struct stack_table *)state)->items);
}

static const struct owner_source source = {sizeof(struct stack_table), learn_tasks, clear_stacks};

static struct stack_table *table_of(struct owner_finder *finder)
{
	return owner_state(finder, &source);
}

static bool read_task(struct owner_finder *finder, uint64_t addr, uint64_t ret[NR_TASK_FIELDS])
{
	return kernel_is_pointer(finder->kernel, addr) &&
	       kernel_read_fields(finder->kernel, table_of(finder)->task, NR_TASK_FIELDS, addr, ret,
				  NULL) == 0;
}

/* The size of stacks is known to the kernel's build alone; so of the first one in vmalloc space. */
static void learn_size(struct owner_finder *finder, uint64_t vm_area, uint64_t stack)
{
	const struct kernel *kernel = finder->kernel;
	uint64_t now[NR_STACK_AREA_FIELDS];

	if (kernel_is_pointer(kernel, vm_area) &&
	    kernel_read_fields(kernel, table_of(finder)->area, NR_STACK_AREA_FIELDS, vm_area, now,
			       NULL) == 0 &&
	    now[STACK_AREA_ADDR] == stack && now[STACK_AREA_NR_PAGES] <= MAX_STACK_PAGES)
		table_of(finder)->stack_bytes = now[STACK_AREA_NR_PAGES] * owner_page_bytes(finder);
}

static bool add_task(struct owner_finder *finder, uint64_t addr, const uint64_t now[NR_TASK_FIELDS],
		     uint64_t cpu)
{
	struct stack_table *table = table_of(finder);

	if (!table->stack_bytes)
		learn_size(finder, now[TASK_STACK_VM_AREA], now[TASK_STACK]);
	if (table->nr == MAX_TASKS || array_grow(&table->items, table->nr, NULL) < 0)
		return false;
	table->items[table->nr++] = (struct task_stack){now[TASK_STACK], addr, cpu};
	return true;
}

/* The threads of a process; the ring leads through the head of the list in its signal_struct. */
static bool add_threads(struct owner_finder *finder, uint64_t leader,
			const uint64_t leader_now[NR_TASK_FIELDS])
{
	struct stack_table *table = table_of(finder);
	uint64_t into = table->task[TASK_THREAD_NODE].offset;
	uint64_t next = table->task[TASK_THREAD_NODE_NEXT].offset - into;
	uint64_t head = leader_now[TASK_SIGNAL] + table->thread_head.offset;
	uint64_t at = leader_now[TASK_THREAD_NODE_NEXT], now[NR_TASK_FIELDS];
	struct kernel_list_walk walk = {0};

	if (!add_task(finder, leader, leader_now, ABSENT))
		return false;
	while (at != leader + into) {
		if (!kernel_list_step(&walk, at, MAX_TASKS))
			return false;
		if (at == head) {
			if (kernel_read(finder->kernel, head + next, &at, sizeof(at), "thread_head",
					NULL) < 0)
				return false;
			/* An empty ring, but for the leader that is no longer in it. */
			if (at == head)
				return true;
			continue;
		}
		if (!read_task(finder, at - into, now) || !add_task(finder, at - into, now, ABSENT))
			return false;
		at = now[TASK_THREAD_NODE_NEXT];
	}
	return true;
}

static bool add_processes(struct owner_finder *finder, uint64_t init_task)
{
	uint64_t into = table_of(finder)->task[TASK_TASKS].offset;
	uint64_t now[NR_TASK_FIELDS], at = init_task;
	struct kernel_list_walk walk = {0};

	do {
		if (!kernel_list_step(&walk, at, MAX_TASKS) || !read_task(finder, at, now) ||
		    !add_threads(finder, at, now))
			return false;
		at = now[TASK_TASKS_NEXT] - into;
	} while (at != init_task);
	return true;
}

static void add_idle_tasks(struct owner_finder *finder)
{
	struct kernel *kernel = finder->kernel;
	uint64_t threads, task, now[NR_TASK_FIELDS];

	if (kernel_variable(kernel, KERNEL_IDLE_THREADS, &threads, NULL) < 0 ||
	    kernel_per_cpu(kernel, NULL) < 0)
		return;
	for (size_t i = 0; i < kernel->nr_cpus; i++) {
		uint64_t at = threads + kernel->per_cpu_offsets[i];

		if (kernel_is_pointer(kernel, at) &&
		    kernel_read(kernel, at, &task, sizeof(task), "idle_threads", NULL) == 0 &&
		    read_task(finder, task, now))
			add_task(finder, task, now, i);
	}
}

/* Tasks that end while the lists are walked lead astray; then it is done again. */
static int walk_tasks(struct owner_finder *finder, struct error *err)
{
	uint64_t init_task;
	int rc = kernel_variable(finder->kernel, KERNEL_INIT_TASK, &init_task, err);

	if (rc < 0)
		return rc;
	for (unsigned int i = 0; i < MAX_WALKS; i++) {
		table_of(finder)->nr = 0;
		if (add_processes(finder, init_task)) {
			add_idle_tasks(finder);
			return 0;
		}
	}
	return error_set(err, ERROR_IO, "the list of tasks changed while it was read; try again");
}

static int learn_tasks(struct owner_finder *finder, struct error *err)
{
	struct stack_table *table = table_of(finder);
	struct btf_field fields[NR_TASK_FIELDS + NR_STACK_AREA_FIELDS + 1];
	struct btf_field *area = fields + NR_TASK_FIELDS;
	int rc;

	memcpy(fields, task_fields, sizeof(task_fields));
	area[STACK_AREA_ADDR] = (struct btf_field){"vm_struct", "addr"};
	area[STACK_AREA_NR_PAGES] = (struct btf_field){"vm_struct", "nr_pages"};
	area[NR_STACK_AREA_FIELDS] = (struct btf_field){"signal_struct", "thread_head"};
	rc = kernel_layout(finder->kernel, fields, ARRAY_SIZE(fields), err);
	if (rc < 0)
		return rc;
	memcpy(table->task, fields, sizeof(table->task));
	memcpy(table->area, area, sizeof(table->area));
	table->thread_head = area[NR_STACK_AREA_FIELDS];
	rc = walk_tasks(finder, err);
	if (rc == 0 && !table->stack_bytes)
		rc = error_set(err, ERROR_NOT_FOUND, "no task has its stack in vmalloc space");
	return rc;
}

static const struct task_stack *find_stack(const struct stack_table *table, uint64_t virt_addr)
{
	for (size_t i = 0; i < table->nr; i++)
		if (virt_addr - table->items[i].stack < table->stack_bytes)
			return &table->items[i];
	return NULL;
}

/* The task may have ended since the lists were walked, and its memory be another's. */
static bool describe_task(struct owner_finder *finder, const struct task_stack *found,
			  uint64_t virt_addr, struct owner *ret)
{
	const struct stack_table *table = table_of(finder);
	uint64_t now[NR_TASK_FIELDS];

	if (!read_task(finder, found->task, now) || now[TASK_STACK] != found->stack ||
	    !kernel_read_text(finder->kernel, found->task + table->task[TASK_COMM].offset,
			      ret->name_text, table->task[TASK_COMM].size))
		return false;
	ret->name = ret->name_text;
	ret->pid = now[TASK_PID];
	ret->tgid = now[TASK_TGID];
	ret->cpu = found->cpu;
	ret->object_addr = found->stack;
	ret->object_bytes = table->stack_bytes;
	ret->offset_bytes = virt_addr - found->stack;
	return true;
}

bool owner_stack(struct owner_finder *finder, uint64_t virt_addr, const struct vmap_area *area,
		 struct owner *ret)
{
	const struct task_stack *found;
	struct error why = {0};

	owner_init(ret, OWNER_STACK);
	if (owner_once(finder, &source, &why) < 0) {
		owner_note(ret, "task unknown", &why);
		return area;
	}
	/* Its maker made something else: a stack has at most a guard page besides. */
	if (area && (area->size_bytes < table_of(finder)->stack_bytes ||
		     area->size_bytes > table_of(finder)->stack_bytes + owner_page_bytes(finder)))
		return false;
	found = find_stack(table_of(finder), virt_addr);
	if (found && describe_task(finder, found, virt_addr, ret))
		return true;
	/* Made or ended meanwhile: once more, unless that was just done. */
	if (area && found && walk_tasks(finder, NULL) == 0) {
		found = find_stack(table_of(finder), virt_addr);
		if (found && describe_task(finder, found, virt_addr, ret))
			return true;
	}
	if (!area)
		return false;
	if (virt_addr - area->start < table_of(finder)->stack_bytes)
		ret->note = "no task has it: kept from one that ended for the next one, or just "
			    "being made";
	else
		ret->note = "behind the stack: the page that catches overflows of the next";
	return true;
}
