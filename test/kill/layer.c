/*
 * Stands between a process and the system, preloaded: numbers every call that changes something below LAYER_ROOT, that sends over
 * the network, or that prints; and does at one of these numbers what the environment says.
 *
 *   LAYER_ROOT         a folder, absolute and without symbolic links
 *   LAYER_LOG          a file that gets a line for each call that succeeded: number, what it is, path, other path, with tabs between
 *   LAYER_SNAPSHOTS    a folder that gets, under the number of each sync of a file, what the file held at that moment
 *   LAYER_KILL         "before 7" or "after 7": the process is killed right before or right after its seventh call;
 *                      "after rename": after the first of that kind
 *   LAYER_FAIL         "7" or "7+": that call, or all from it on, fail as on a full disk, which still takes half of what is written.
 *                      Sending and printing never fail
 *   LAYER_FAIL_NAME    only calls that change the file of this name fail
 *   LAYER_SLOW         to sync the file of this name takes a fifth of a second, while other calls go on
 *   LAYER_NO_INOTIFY   set: the system has no more notifications to give
 *
 * Calls are made one at a time, so that their numbers are their order.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))real(#name))
/** Makes a call that is counted: begins it, and ends it. Where it is to fail, it does what a full disk still does of it. */
#define COUNTED(type, what, path, other, call, torn) \
	do { \
		struct step step = begin(what, path, other); \
		type result = -1; \
		if (step.fails) { \
			(void)!(torn); \
			errno = ENOSPC; \
		} else { \
			result = (call); \
		} \
		end(&step, result >= 0); \
		return result; \
	} while (0)

struct step {
	int number; /* 0: none that counts */
	int fails;
	const char *what;
	char path[4096];
	char other[4096];
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void *real(const char *name) {
	return dlsym(RTLD_NEXT, name);
}

static int in_root(const char *path) {
	const char *root = getenv("LAYER_ROOT");
	size_t length = root ? strlen(root) : 0;
	return length > 0 && path && strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static void die(void) {
	kill(getpid(), SIGKILL);
	for (;;) {
		pause();
	}
}

static void die_at(const char *when, int number, const char *what) {
	char by_number[32];
	char by_kind[32];
	const char *at = getenv("LAYER_KILL");
	snprintf(by_number, sizeof by_number, "%s %d", when, number);
	snprintf(by_kind, sizeof by_kind, "%s %s", when, what);
	if (at && (strcmp(at, by_number) == 0 || strcmp(at, by_kind) == 0)) {
		die();
	}
}

static int fails(int number, const char *path) {
	const char *at = getenv("LAYER_FAIL");
	const char *name = getenv("LAYER_FAIL_NAME");
	const char *slash = strrchr(path, '/');
	if (!at || !slash || (name && strcmp(slash + 1, name) != 0)) {
		return 0;
	}
	return strchr(at, '+') ? number >= atoi(at) : number == atoi(at);
}

static struct step begin(const char *what, const char *path, const char *other) {
	struct step step = {.what = what};
	int is_file = in_root(path) || in_root(other);
	if (!getenv("LAYER_ROOT") || !path || (!is_file && *path == '/')) {
		return step;
	}
	snprintf(step.path, sizeof step.path, "%s", path);
	snprintf(step.other, sizeof step.other, "%s", other ? other : "");
	pthread_mutex_lock(&mutex);
	step.number = ++count;
	die_at("before", step.number, what);
	if (is_file && fails(step.number, path)) {
		step.fails = 1;
	}
	return step;
}

static void note(const struct step *step) {
	const char *log = getenv("LAYER_LOG");
	int file = log ? REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
	char line[8300];
	int length = snprintf(line, sizeof line, "%d\t%s\t%s\t%s\n", step->number, step->what, step->path, step->other);
	if (file >= 0) {
		(void)!REAL(write)(file, line, (size_t)length);
		close(file);
	}
}

static void end(const struct step *step, int succeeded) {
	int error = errno;
	if (step->number == 0) {
		return;
	}
	if (succeeded) {
		note(step);
	}
	die_at("after", step->number, step->what);
	pthread_mutex_unlock(&mutex);
	errno = error;
}

/** The path that a descriptor has now; "send" for a network connection, "print" for standard output, else null. */
static const char *path_of(int file, char *path, size_t size) {
	char link[64];
	struct sockaddr_storage peer;
	socklen_t peer_size = sizeof peer;
	int error = errno;
	snprintf(link, sizeof link, "/proc/self/fd/%d", file);
	ssize_t length = readlink(link, path, size - 1);
	errno = error;
	if (length < 0) {
		return NULL;
	}
	path[length] = '\0';
	if (strncmp(path, "socket:", 7) == 0) {
		int is_network = getpeername(file, (struct sockaddr *)&peer, &peer_size) == 0 && peer.ss_family != AF_UNIX;
		errno = error;
		return is_network ? "send" : file == STDOUT_FILENO ? "print" : NULL;
	}
	return file == STDOUT_FILENO ? "print" : *path == '/' ? path : NULL;
}

#define WRITES(call, torn) \
	do { \
		char buffer[4096]; \
		const char *path = path_of(file, buffer, sizeof buffer); \
		COUNTED(ssize_t, path && *path != '/' ? path : "write", path, NULL, call, torn); \
	} while (0)

ssize_t write(int file, const void *bytes, size_t size) {
	WRITES(REAL(write)(file, bytes, size), REAL(write)(file, bytes, size / 2));
}

ssize_t writev(int file, const struct iovec *pieces, int number) {
	WRITES(REAL(writev)(file, pieces, number), 0);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at) {
	WRITES(REAL(pwrite64)(file, bytes, size, at), REAL(pwrite64)(file, bytes, size / 2, at));
}

ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
	WRITES(REAL(sendmsg)(file, message, flags), 0);
}

ssize_t sendfile64(int file, int from, off64_t *at, size_t size) {
	WRITES(REAL(sendfile64)(file, from, at, size), 0);
}

int ftruncate64(int file, off64_t size) {
	WRITES(REAL(ftruncate64)(file, size), 0);
}

static long copy_range(int file, long a, long b, long d, long e, long f) {
	long (*call)(long, ...) = (long (*)(long, ...))real("syscall");
	WRITES(call(SYS_copy_file_range, a, b, (long)file, d, e, f), 0);
}

/** Node copies files with a system call that its library has no name for. */
long syscall(long number, ...) {
	long a[6];
	va_list list;
	va_start(list, number);
	for (int i = 0; i < 6; i++) {
		a[i] = va_arg(list, long);
	}
	va_end(list);
	if (number == SYS_copy_file_range) {
		return copy_range((int)a[2], a[0], a[1], a[3], a[4], a[5]);
	}
	return ((long (*)(long, ...))real("syscall"))(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void snapshot(const struct step *step) {
	const char *folder = getenv("LAYER_SNAPSHOTS");
	char name[4096];
	char bytes[65536];
	ssize_t length;
	if (!folder || step->number == 0) {
		return;
	}
	int from = REAL(open)(step->path, O_RDONLY | O_NONBLOCK);
	snprintf(name, sizeof name, "%s/%d", folder, step->number);
	int to = REAL(open)(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	while ((length = read(from, bytes, sizeof bytes)) > 0) {
		(void)!REAL(write)(to, bytes, (size_t)length);
	}
	close(from);
	close(to);
}

static int synced(int file, int (*call)(int)) {
	char buffer[4096];
	struct stat about;
	const char *path = path_of(file, buffer, sizeof buffer);
	const char *slow = getenv("LAYER_SLOW");
	const char *slash = path ? strrchr(path, '/') : NULL;
	if (slow && slash && strcmp(slash + 1, slow) == 0) {
		usleep(200000);
	}
	struct step step = begin("sync", path, NULL);
	int result = step.fails ? -1 : call(file);
	errno = step.fails ? ENOSPC : errno;
	if (result == 0 && fstat(file, &about) == 0 && S_ISREG(about.st_mode)) {
		snapshot(&step);
	}
	end(&step, result == 0);
	return result;
}

int fsync(int file) {
	return synced(file, REAL(fsync));
}

int fdatasync(int file) {
	return synced(file, REAL(fdatasync));
}

/** Opening counts where it makes or empties a file. */
static int opened(const char *name, const char *path, int flags, mode_t mode) {
	struct stat about;
	int (*call)(const char *, int, ...) = (int (*)(const char *, int, ...))real(name);
	int error = errno;
	int is_new = (flags & O_CREAT) && lstat(path, &about) != 0;
	errno = error;
	if (!is_new && !(flags & O_TRUNC)) {
		return call(path, flags, mode);
	}
	COUNTED(int, is_new ? "create" : "empty", path, NULL, call(path, flags, mode), 0);
}

int open(const char *path, int flags, ...) {
	va_list list;
	va_start(list, flags);
	mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
	va_end(list);
	return opened("open", path, flags, mode);
}

int open64(const char *path, int flags, ...) {
	va_list list;
	va_start(list, flags);
	mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
	va_end(list);
	return opened("open64", path, flags, mode);
}

int mkdir(const char *path, mode_t mode) {
	COUNTED(int, "folder", path, NULL, REAL(mkdir)(path, mode), 0);
}

int rename(const char *from, const char *to) {
	COUNTED(int, "rename", from, to, REAL(rename)(from, to), 0);
}

int link(const char *from, const char *to) {
	COUNTED(int, "link", from, to, REAL(link)(from, to), 0);
}

int unlink(const char *path) {
	COUNTED(int, "remove", path, NULL, REAL(unlink)(path), 0);
}

int rmdir(const char *path) {
	COUNTED(int, "remove", path, NULL, REAL(rmdir)(path), 0);
}

int inotify_init1(int flags) {
	if (getenv("LAYER_NO_INOTIFY")) {
		errno = EMFILE;
		return -1;
	}
	return REAL(inotify_init1)(flags);
}
