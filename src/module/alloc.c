// SPDX-License-Identifier: GPL-2.0-only
/*
 * alloc.c - MEMMAP_IOC_ALLOC and MEMMAP_IOC_FREE: who owns samples.
 */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "alloc.h"
#include "internal.h"

struct memmap_samples *memmap_samples_new(void)
{
	struct memmap_samples *samples = kzalloc(sizeof(*samples), GFP_KERNEL_ACCOUNT);

	if (!samples)
		return NULL;
	mutex_init(&samples->lock);
	INIT_LIST_HEAD(&samples->objects);
	return samples;
}

static void drop(struct memmap_samples *samples, struct memmap_object *object)
{
	list_del(&object->link);
	object->kind->drop(object);
	memmap_uncharge(samples, object);
	kfree(object);
}

/* Drop the objects with names above @after, up to @last. */
static void drop_range(struct memmap_samples *samples, u64 after, u64 last)
{
	struct memmap_object *object, *next;

	list_for_each_entry_safe_reverse(object, next, &samples->objects, link) {
		if (object->handle <= after)
			break;
		if (object->handle <= last)
			drop(samples, object);
		cond_resched();
	}
}

void memmap_samples_free(struct memmap_samples *samples)
{
	drop_range(samples, 0, U64_MAX);
	kfree(samples);
}

static enum memmap_alloc_status check_size(const struct memmap_kind *kind, struct memmap_alloc *arg)
{
	if (kind->flags & KIND_FIXED_SIZE)
		return arg->size ? memmap_over(arg, MEMMAP_ALLOC_FIXED_SIZE, kind->fixed_bytes) : 0;
	if (arg->size < kind->min_bytes)
		return memmap_over(arg, MEMMAP_ALLOC_TOO_SMALL, kind->min_bytes);
	if (arg->size > kind->max_bytes)
		return memmap_over(arg, MEMMAP_ALLOC_TOO_LARGE, kind->max_bytes);
	return MEMMAP_ALLOC_OK;
}

static enum memmap_alloc_status status_of(int error)
{
	return error == -ENODEV ? MEMMAP_ALLOC_NOT_HERE : MEMMAP_ALLOC_NO_MEMORY;
}

/* One object; @made counts the samples it fills. */
static enum memmap_alloc_status make(struct memmap_samples *samples, const struct memmap_kind *kind,
				     struct memmap_alloc *arg, struct memmap_sample *ret, u32 *made)
{
	struct memmap_object *object = kzalloc(sizeof(*object), GFP_KERNEL_ACCOUNT);
	enum memmap_alloc_status status;
	int nr, i;

	if (!object)
		return MEMMAP_ALLOC_NO_MEMORY;
	object->kind = kind;
	object->size = kind->flags & KIND_FIXED_SIZE ? kind->fixed_bytes : arg->size;
	status = memmap_charge(samples, object, arg);
	if (status)
		goto free_object;
	nr = kind->make(object, arg, memmap_gfp(kind, arg->gfp), ret);
	if (nr < 0) {
		status = status_of(nr);
		goto uncharge_object;
	}
	status = memmap_charge_given(samples, object, arg);
	if (status)
		goto drop_object;
	*made += nr;
	/* What cannot be kept is gone already. */
	if (!kind->drop)
		goto uncharge_object;
	object->handle = ++samples->last_handle;
	for (i = 0; i < nr; i++)
		ret[i].handle = object->handle;
	list_add_tail(&object->link, &samples->objects);
	return MEMMAP_ALLOC_OK;

drop_object:
	kind->drop(object);
uncharge_object:
	memmap_uncharge(samples, object);
free_object:
	kfree(object);
	return status;
}

/* Their names are those above @after, up to @last; when this fails it made none. */
static int make_all(struct memmap_samples *samples, const struct memmap_kind *kind,
		    struct memmap_alloc *arg, struct memmap_sample *ret, u64 *after, u64 *last)
{
	u32 made = 0;
	int err = 0;

	if (mutex_lock_killable(&samples->lock))
		return -EINTR;
	*after = samples->last_handle;
	do {
		cond_resched();
		if (fatal_signal_pending(current)) {
			err = -EINTR;
			break;
		}
		arg->status = make(samples, kind, arg, ret + made, &made);
	} while (!arg->status && made < arg->nr_samples && !(kind->flags & KIND_ONE_OBJECT));
	*last = samples->last_handle;
	if (err)
		drop_range(samples, *after, *last);
	mutex_unlock(&samples->lock);
	arg->nr_samples = made;
	return err;
}

static int answer(void __user *user, const struct memmap_alloc *arg, size_t size)
{
	return copy_to_user(user, arg, size) ? -EFAULT : 0;
}

/*
 * User memory is touched without the lock, which a userfaultfd could keep from others for as long as it
 * likes. A caller who does not get to know of its samples has none.
 */
static int make_and_answer(struct memmap_samples *samples, const struct memmap_kind *kind,
			   struct memmap_alloc *arg, struct memmap_sample *ret, void __user *user,
			   size_t size)
{
	u64 after, last;
	int err = make_all(samples, kind, arg, ret, &after, &last);

	if (err)
		return err;
	if (!copy_to_user(u64_to_user_ptr(arg->samples), ret, arg->nr_samples * sizeof(*ret)) &&
	    !answer(user, arg, size))
		return 0;
	mutex_lock(&samples->lock);
	drop_range(samples, after, last);
	mutex_unlock(&samples->lock);
	return -EFAULT;
}

static int refuse(void __user *user, struct memmap_alloc *arg, size_t size,
		  enum memmap_alloc_status status)
{
	arg->status = status;
	arg->nr_samples = 0;
	return answer(user, arg, size);
}

int memmap_ioctl_alloc(struct memmap_samples *samples, void *data, void __user *user, size_t size)
{
	struct memmap_alloc *arg = data;
	const struct memmap_kind *kind = memmap_kind(arg->kind);
	struct memmap_sample *ret;
	int status, err;

	if (!kind || arg->flags || arg->reserved || !arg->nr_samples ||
	    arg->nr_samples > MEMMAP_MAX_ITEMS)
		return -EINVAL;
	arg->limit = 0;
	status = memmap_gfp_check(kind, arg);
	if (status < 0)
		return status;
	if (!kind->make)
		status = MEMMAP_ALLOC_NOT_HERE;
	if (!status)
		status = check_size(kind, arg);
	if (status)
		return refuse(user, arg, size, status);
	ret = kvcalloc(arg->nr_samples, sizeof(*ret), GFP_KERNEL_ACCOUNT);
	if (!ret)
		return -ENOMEM;
	err = make_and_answer(samples, kind, arg, ret, user, size);
	kvfree(ret);
	return err;
}

/* There is nothing to write back: what was freed cannot be brought back for a write that fails. */
int memmap_ioctl_free(struct memmap_samples *samples, void *data, void __user *user, size_t size)
{
	const struct memmap_free *arg = data;
	struct memmap_object *object;
	int err = -ENOENT;

	if (arg->flags || arg->reserved)
		return -EINVAL;
	if (mutex_lock_killable(&samples->lock))
		return -EINTR;
	list_for_each_entry(object, &samples->objects, link) {
		if (object->handle != arg->handle)
			continue;
		drop(samples, object);
		err = 0;
		break;
	}
	mutex_unlock(&samples->lock);
	return err;
}
