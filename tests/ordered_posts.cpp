// For the preset tsan. Qt is compiled without the thread sanitizer, which so misses the locks of
// its event queue, and takes everything that one thread posts to another for a race. This stands in
// the place of Qt's own function: what a thread did before it posted comes before what was posted.
#include <QMetaObject>

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

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
