// For the preset tsan. Qt is compiled without the thread sanitizer, which so misses the locks of
// its event queue and of its thread pools, and takes everything that one thread hands to another
// for a race. These stand in the place of Qt's own functions: what a thread did before it posted
// comes before what was posted, and what a thread or a pool ran before the end of the
// wait for it.
#include <QMetaObject>
#include <QThread>
#include <QThreadPool>

#include <dlfcn.h>
#include <functional>
#include <memory>
#include <sanitizer/tsan_interface.h>
#include <utility>

namespace
{

class OrderedSlot : public QtPrivate::QSlotObjectBase
{
public:
    explicit OrderedSlot(QtPrivate::QSlotObjectBase* slot) : QSlotObjectBase(&act), slot_(slot)
    {
        __tsan_release(this);
    }

private:
    static void act(int what, QSlotObjectBase* self, QObject* receiver, void** arguments, bool*)
    {
        __tsan_acquire(self);
        auto* ordered = static_cast<OrderedSlot*>(self);
        if (what == Call) {
            ordered->slot_->call(receiver, arguments);
            __tsan_release(self); // the thread that posted it may be the last to let go of it
            __tsan_release(QThread::currentThread());
        } else if (what == Destroy) {
            ordered->slot_->destroyIfLastRef();
            delete ordered; // as Qt's own do
        }
    }

    QtPrivate::QSlotObjectBase* slot_;
};

} // namespace

bool QMetaObject::invokeMethodImpl(QObject* object, QtPrivate::QSlotObjectBase* slot,
                                   Qt::ConnectionType type, void* result)
{
    using Invoke = bool (*)(QObject*, QtPrivate::QSlotObjectBase*, Qt::ConnectionType, void*);
    static const auto invoke = reinterpret_cast<Invoke>(
        dlsym(RTLD_NEXT, "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15"
                         "QSlotObjectBaseEN2Qt14ConnectionTypeEPv"));
    return invoke(object, new OrderedSlot(slot), type, result);
}

bool QThread::wait(QDeadlineTimer deadline)
{
    using Wait = bool (*)(QThread*, QDeadlineTimer);
    static const auto wait =
        reinterpret_cast<Wait>(dlsym(RTLD_NEXT, "_ZN7QThread4waitE14QDeadlineTimer"));
    const bool isDone = wait(this, deadline);
    __tsan_acquire(this);
    return isDone;
}

void QThreadPool::start(std::function<void()> function, int priority)
{
    using Start = void (*)(QThreadPool*, std::function<void()>, int);
    static const auto start =
        reinterpret_cast<Start>(dlsym(RTLD_NEXT, "_ZN11QThreadPool5startESt8functionIFvvEEi"));
    auto ran = std::make_unique<std::function<void()>>(std::move(function));
    __tsan_release(ran.get());
    start(
        this,
        [this, raw = ran.release()] {
            __tsan_acquire(raw);
            (*raw)();
            delete raw; // with what it holds
            __tsan_release(this);
        },
        priority);
}

bool QThreadPool::waitForDone(int milliseconds)
{
    using Wait = bool (*)(QThreadPool*, int);
    static const auto wait =
        reinterpret_cast<Wait>(dlsym(RTLD_NEXT, "_ZN11QThreadPool11waitForDoneEi"));
    const bool isDone = wait(this, milliseconds);
    __tsan_acquire(this);
    return isDone;
}
